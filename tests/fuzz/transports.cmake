# Fuzz targets of transports/.
parley_fuzz(frame parley_transports PkgConfig::CJSON)
parley_fuzz(websocket parley_transports)
