# Fuzz targets of reports/.
parley_fuzz(load_shard parley_reports)
