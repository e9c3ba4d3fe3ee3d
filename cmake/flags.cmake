# parley_flags(TARGET): what every target of ours is compiled with.
function(parley_flags target)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE PARLEY_VERSION="${PROJECT_VERSION}")
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla
    -Wformat=2 -Wdouble-promotion -Wimplicit-fallthrough
    -fno-strict-overflow)
  if(PARLEY_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(PARLEY_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${PARLEY_SANITIZE} -fno-omit-frame-pointer
      -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${PARLEY_SANITIZE})
  else()
    # Hardening for what people run: checked libc calls, stack canaries, position independent, read-only relocations.
    target_compile_options(${target} PRIVATE -fstack-protector-strong -fPIE
      $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
    target_link_options(${target} PRIVATE -pie -Wl,-z,relro,-z,now)
  endif()
  if(PARLEY_COVERAGE)
    # Workers are threads: counters that are not atomic lose counts, even go below zero.
    target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic)
    target_link_options(${target} PRIVATE --coverage)
  endif()
  if(PARLEY_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# parley_library(NAME SOURCES a.c b.c LINKS target...): one floor's folder as a static library.
function(parley_library name)
  cmake_parse_arguments(LIBRARY "" "" "SOURCES;LINKS" ${ARGN})
  if(LIBRARY_SOURCES)
    add_library(${name} STATIC ${LIBRARY_SOURCES})
    parley_flags(${name})
    target_link_libraries(${name} PUBLIC ${LIBRARY_LINKS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${LIBRARY_LINKS})
  endif()
endfunction()
