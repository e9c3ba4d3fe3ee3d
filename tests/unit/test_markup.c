/* test_markup.c - an action's text cut into text, markers and tags. */
#include "engine/markup.h"
#include "tests/lib/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value profile[] = {
    {"0/empty", ""},        {"0/word", "laughter"}, {"0/tag", "<break time=\"1s\" />"},
    {"0/quote", "\"'&lt;"}, {NULL, NULL},
};

/* text(...), marker(...) and tag(...) in the order read. */
static void print(const struct template_text *text, const struct markup *markup,
                  struct buffer *out) {
    static const char *const kinds[] = {"text", "marker", "tag"};
    buffer_printf(out, "%s(", kinds[markup->kind]);
    if (markup->kind != MARKUP_TAG) {
        buffer_append(out, text->text + markup->start, markup->length);
    } else {
        buffer_printf(out, "%s%s%s", markup->closing ? "/" : "", markup->name,
                      markup->self_closing ? "/" : "");
        for (size_t i = 0; i < markup->attribute_count; i++) {
            buffer_printf(out, " %s=%s", markup->attributes[i].name, markup->attributes[i].value);
        }
        if (markup->fault != NULL) {
            buffer_printf(out, ": %s", markup->fault);
        }
    }
    buffer_append_text(out, ")");
}

struct read_case {
    const char *source;
    const char *expected;
};

static void check_reads(const struct read_case *cases, size_t count) {
    struct arena arena;
    struct buffer printed;
    arena_init(&arena, NULL);
    buffer_init(&printed, NULL);
    struct template_source source = values_source(profile);
    for (size_t i = 0; i < count; i++) {
        struct diagnostics diagnostics;
        struct template_text text;
        struct markup_reader reader;
        struct markup markup;
        diagnostics_init(&diagnostics, &arena);
        template_fill(&arena, cases[i].source, strlen(cases[i].source), &source, NULL, &diagnostics,
                      &text);
        printed.length = 0;
        markup_begin(&reader, &arena, &text);
        while (markup_next(&reader, &markup)) {
            print(&text, &markup, &printed);
        }
        assert_string_equal(buffer_terminate(&printed), cases[i].expected);
    }
    buffer_finish(&printed);
    arena_finish(&arena);
}

#define CHECK_READS(cases) check_reads(cases, sizeof(cases) / sizeof((cases)[0]))

/* Tags of every form are read, between and around text. */
static void test_tags(void **state) {
    (void)state;
    static const struct read_case cases[] = {
        {"", ""},
        {"Hello", "text(Hello)"},
        {"a<x/>b", "text(a)tag(x/)text(b)"},
        {"<x />", "tag(x/)"},
        {"<x>a</x>", "tag(x)text(a)tag(/x)"},
        {"</x >", "tag(/x)"},
        {"<a_b-2 one=\"1\" two='2'/>", "tag(a_b-2/ one=1 two=2)"},
        {"<x a = \"1\"b='2' >", "tag(x a=1 b=2)"},
        {"<x a=\"'<b>/>'\" />", "tag(x/ a='<b>/>')"},
        {"<x a='&lt;&gt;&amp;&quot;&apos;&amp;lt;&nbsp;& é' />", "tag(x/ a=<>&\"'&lt;&nbsp;& é)"},
        {"<x\n\ta='1\n2'\n/>", "tag(x/ a=1\n2)"},
        {"<x/><y/>", "tag(x/)tag(y/)"},
    };
    CHECK_READS(cases);
}

/* What does not begin "<name" or "</name" is text. */
static void test_no_tags(void **state) {
    (void)state;
    static const struct read_case cases[] = {
        {"a < b, 2 <3 </ > <> <!-- x --> <é> <", "text(a < b, 2 <3 </ > <> <!-- x --> <é> <)"},
        {"< x/>", "text(< x/>)"},
    };
    CHECK_READS(cases);
}

/* A badly formed tag says what is wrong, and reading goes on behind its end. */
static void test_faults(void **state) {
    (void)state;
    static const struct read_case cases[] = {
        {"<x a=1 /> b", "tag(x: the value of \"a\" must stand in quotes: a=\"...\")text( b)"},
        {"<x a> b", "tag(x: \"a\" has no value; write a=\"...\")text( b)"},
        {"<x a=\"1> b", "tag(x: the quotes of \"a\" are not closed)text( b)"},
        {"<x a=\"1\" a=\"2\"/>b", "tag(x a=1: \"a\" stands there twice)text(b)"},
        {"<x =\"1\"/>b", "tag(x: expected attributes such as name=\"value\", then \">\")text(b)"},
        {"<x / >b", "tag(x: expected attributes such as name=\"value\", then \">\")text(b)"},
        {"<x b <y/>", "tag(x: \"b\" has no value; write b=\"...\")text( b )tag(y/)"},
        {"<x ", "tag(x: it is not closed; expected \">\")text( )"},
        {"<x {{test_profile.word}}/>", "tag(x: a value may only stand within quotes)"},
        {"<x a='' b='' c='' d='' e='' f='' g='' h='' i=''/>",
         "tag(x a= b= c= d= e= f= g= h=: it has too many attributes)"},
    };
    CHECK_READS(cases);
}

/* One or two words of letters in brackets are a marker; other brackets are text. */
static void test_markers(void **state) {
    (void)state;
    static const struct read_case cases[] = {
        {"[laughter]", "marker([laughter])"},
        {"a [clears throat]b", "text(a )marker([clears throat])text(b)"},
        {"[Lächelt] [हँसी]", "marker([Lächelt])text( )marker([हँसी])"},
        {"[one two three] [] [ a ] [a1] [a-b] [a", "text([one two three] [] [ a ] [a1] [a-b] [a)"},
        {"[[sigh]]", "text([)marker([sigh])text(])"},
    };
    CHECK_READS(cases);
}

/* A value is never part of markup and never joins it, except within quotes, where it is not
 * decoded and closes nothing. */
static void test_values(void **state) {
    (void)state;
    static const struct read_case cases[] = {
        {"{{test_profile.tag}}", "text(<break time=\"1s\" />)"},
        {"<{{test_profile.word}}/>", "text(<laughter/>)"},
        {"<{{test_profile.empty}}x/>", "text(<x/>)"},
        {"<x{{test_profile.empty}}y/>", "tag(x: a value may only stand within quotes)"},
        {"[{{test_profile.word}}]", "text([laughter])"},
        {"[laugh{{test_profile.empty}}ter]", "text([laughter])"},
        {"{{test_profile.empty}}<x/>", "tag(x/)"},
        {"<x a=\"{{test_profile.quote}}\" />", "tag(x/ a=\"'&lt;)"},
        {"<x a='1{{test_profile.quote}}2' />", "tag(x/ a=1\"'&lt;2)"},
        {"<x a='&l{{test_profile.empty}}t;' />", "tag(x/ a=&lt;)"},
        {"<x a=\"{{test_profile.empty}}\" />", "tag(x/ a=)"},
        {"<x/{{test_profile.empty}}>",
         "tag(x: expected attributes such as name=\"value\", then \">\")"},
    };
    CHECK_READS(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),   cmocka_unit_test(test_no_tags),
        cmocka_unit_test(test_faults), cmocka_unit_test(test_markers),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
