/* test_digest.c - SHA-256 as its standard has it. */
#include "reports/digest.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* The examples of FIPS 180, in both forms. */
static void test_examples(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *hex;
        const char *base64;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
         "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
         "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char hex[DIGEST_HEX_SIZE];
        char base64[DIGEST_BASE64_SIZE];
        digest_hex(cases[i].text, strlen(cases[i].text), hex);
        digest_base64(cases[i].text, strlen(cases[i].text), base64);
        assert_string_equal(hex, cases[i].hex);
        assert_string_equal(base64, cases[i].base64);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
