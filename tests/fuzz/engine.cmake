# Fuzz targets of engine/.
parley_fuzz(template parley_engine)
parley_fuzz(action parley_engine)
parley_fuzz(machine parley_engine)
