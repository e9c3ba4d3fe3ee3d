/* libfyaml_leaks.h - libfyaml 0.7.12 forgets small buffers on some errors, and once we must not
 * free its parser; what leaks in it is not a finding of ours. Include it in a program's one
 * source file. */
#ifndef PARLEY_TESTS_LIB_LIBFYAML_LEAKS_H
#define PARLEY_TESTS_LIB_LIBFYAML_LEAKS_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfyaml.so\n";
}

#endif
