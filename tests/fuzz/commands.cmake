# Fuzz targets of commands/.
parley_fuzz(bench_data parley_commands)
parley_fuzz(options parley_commands)
