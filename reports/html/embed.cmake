# Writes html_assets.c: the style and the script of this folder as arrays of bytes.
#   cmake -DFOLDER=reports/html -DOUTPUT=html_assets.c -P embed.cmake
set(text "/* Generated from reports/html/. */\n#include \"reports/html_assets.h\"\n")
foreach(asset style.css script.js)
  file(READ ${FOLDER}/${asset} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(REGEX REPLACE "\\..*" "" name ${asset})
  string(APPEND text "\nconst char html_${name}[] = {${bytes}'\\0'};\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
