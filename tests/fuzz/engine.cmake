# Fuzz targets of engine/.
