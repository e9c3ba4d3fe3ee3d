# Fuzz targets of formats/.
parley_fuzz(agent parley_formats)
parley_fuzz(convert parley_formats)
parley_fuzz(document parley_formats PkgConfig::CJSON)
parley_fuzz(scenario_file parley_formats)
