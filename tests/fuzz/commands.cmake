# Fuzz targets of commands/.
parley_fuzz(options parley_commands)
