# Fuzz targets of transports/.
parley_fuzz(frame parley_transports PkgConfig::CJSON)
