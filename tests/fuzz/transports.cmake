# Fuzz targets of transports/.
