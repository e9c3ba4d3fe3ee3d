# Fuzz targets of engine/.
parley_fuzz(template parley_engine)
parley_fuzz(action parley_engine)
parley_fuzz(machine parley_engine)
parley_fuzz(text parley_engine)
parley_fuzz(condition parley_engine)
parley_fuzz(matcher parley_engine)
