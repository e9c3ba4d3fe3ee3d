# Fuzz targets of formats/.
