/* junit.c - a run as JUnit XML. */
#include "reports/junit.h"

#include "engine/text.h"
#include "reports/log_commands.h"
#include "reports/transcript_text.h"

#include <libxml/xmlwriter.h>
#include <string.h>

struct junit {
    const struct record *record;
    xmlTextWriterPtr writer;
    struct arena arena; /* For texts on their way to the writer. */
};

static const xmlChar *xml(const char *text) {
    return (const xmlChar *)text;
}

/* Char of XML 1.0. */
static bool is_allowed(uint32_t code_point) {
    return code_point == '\t' || code_point == '\n' || code_point == '\r' ||
           (code_point >= 0x20 && code_point <= 0xFFFD);
}

/* @text with what XML forbids made visible, in the arena. */
static const char *clean(struct junit *junit, const char *text) {
    struct buffer out;
    buffer_init(&out, arena_memory(&junit->arena));
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + i, length - i, &code_point);
        if (is_allowed(code_point) || code_point > 0xFFFF) {
            buffer_append(&out, text + i, bytes);
        } else {
            buffer_printf(&out, code_point < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)code_point);
        }
        i += bytes;
    }
    const char *kept = arena_copy(&junit->arena, out.data, out.length);
    buffer_finish(&out);
    return kept;
}

static void start(struct junit *junit, const char *element) {
    xmlTextWriterStartElement(junit->writer, xml(element));
}

static void end(struct junit *junit) {
    xmlTextWriterEndElement(junit->writer);
}

static void attribute(struct junit *junit, const char *name, const char *text) {
    xmlTextWriterWriteAttribute(junit->writer, xml(name), xml(clean(junit, text)));
}

static void count_attribute(struct junit *junit, const char *name, size_t count) {
    attribute(junit, name, arena_printf(&junit->arena, "%zu", count));
}

static void time_attribute(struct junit *junit, uint64_t microseconds) {
    attribute(junit, "time", arena_printf(&junit->arena, "%.3f", (double)microseconds / 1000000));
}

static void element_with_text(struct junit *junit, const char *element, const char *text) {
    xmlTextWriterWriteElement(junit->writer, xml(element), xml(clean(junit, text)));
}

/* "scenarios/refund/late.json" is scenarios.refund.late: what viewers make a tree of. */
static const char *class_name(struct junit *junit, const struct call *call) {
    const char *file = call->file != NULL ? call->file : "scenario";
    while (strncmp(file, "./", 2) == 0 || strncmp(file, "../", 3) == 0 || file[0] == '/') {
        file = strchr(file, '/') + 1;
    }
    const char *last_slash = strrchr(file, '/');
    const char *stem = last_slash != NULL ? last_slash + 1 : file;
    const char *dot = strrchr(stem, '.');
    size_t length = dot != NULL && dot > stem ? (size_t)(dot - file) : strlen(file);
    char *name = arena_copy(&junit->arena, file, length);
    for (char *byte = name; *byte != '\0'; byte++) {
        *byte = *byte == '/' ? '.' : *byte;
    }
    return name;
}

static bool same_file(const struct call *a, const struct call *b) {
    return strcmp(a->file != NULL ? a->file : "", b->file != NULL ? b->file : "") == 0;
}

/* Two cases of one file may share a name; a viewer would take them for one. */
static const char *case_name(struct junit *junit, const struct call *call) {
    const struct call *calls = record_subject(junit->record)->calls;
    size_t earlier = 0;
    for (const struct call *other = calls; other < call; other++) {
        earlier += same_file(other, call) && strcmp(other->name, call->name) == 0;
    }
    return earlier == 0 ? call->name
                        : arena_printf(&junit->arena, "%s (%zu)", call->name, earlier + 1);
}

static void write_outcome(struct junit *junit, const struct call_record *call) {
    static const char *const elements[VERDICTS] = {
        [VERDICT_FAILED] = "failure",
        [VERDICT_ERRORED] = "error",
        [VERDICT_CANCELLED] = "skipped",
    };
    enum verdict verdict = record_verdict(call);
    if (verdict == VERDICT_PASSED) {
        return;
    }
    start(junit, elements[verdict]);
    attribute(junit, "message", call->error_message != NULL ? call->error_message : "never ended");
    if (verdict != VERDICT_CANCELLED) {
        attribute(junit, "type", ending_text(call->ending));
    }
    for (size_t i = 0; i < call->explanation_count; i++) {
        xmlTextWriterWriteString(junit->writer, xml(clean(junit, call->explanation[i])));
        xmlTextWriterWriteString(junit->writer, xml("\n"));
    }
    end(junit);
}

static void write_case(struct junit *junit, const struct call_record *call) {
    start(junit, "testcase");
    attribute(junit, "name", case_name(junit, call->call));
    attribute(junit, "classname", class_name(junit, call->call));
    time_attribute(junit, record_duration(call));
    write_outcome(junit, call);
    if (call->transcript.count > 0) {
        struct buffer text;
        buffer_init(&text, arena_memory(&junit->arena));
        transcript_text_print(call, &text);
        element_with_text(junit, "system-out", buffer_terminate(&text));
        buffer_finish(&text);
    }
    end(junit);
}

/* The counts of the calls from @first to before @last. */
static void write_counts(struct junit *junit, size_t first, size_t last) {
    size_t counts[VERDICTS] = {0};
    uint64_t time = 0;
    for (size_t i = first; i < last; i++) {
        const struct call_record *call = record_call(junit->record, i);
        counts[record_verdict(call)]++;
        time += record_duration(call);
    }
    count_attribute(junit, "tests", last - first);
    count_attribute(junit, "failures", counts[VERDICT_FAILED]);
    count_attribute(junit, "errors", counts[VERDICT_ERRORED]);
    count_attribute(junit, "skipped", counts[VERDICT_CANCELLED]);
    time_attribute(junit, time);
}

/* That not all calls were played to their end. */
static void write_partial(struct junit *junit) {
    if (!record_is_partial(junit->record)) {
        return;
    }
    start(junit, "properties");
    start(junit, "property");
    attribute(junit, "name", "partial");
    attribute(junit, "value", "true");
    end(junit);
    end(junit);
}

/* The calls of one file, which stand together. Returns the first of the next one. */
static size_t write_suite(struct junit *junit, size_t first) {
    const struct record_subject *subject = record_subject(junit->record);
    const struct call *call = &subject->calls[first];
    size_t last = first + 1;
    while (last < subject->call_count && same_file(call, &subject->calls[last])) {
        last++;
    }
    start(junit, "testsuite");
    attribute(junit, "name", call->suite != NULL ? call->suite : class_name(junit, call));
    write_counts(junit, first, last);
    attribute(junit, "timestamp", record_timestamp(junit->record, &junit->arena, subject->started));
    write_partial(junit);
    for (size_t i = first; i < last; i++) {
        write_case(junit, record_call(junit->record, i));
    }
    end(junit);
    return last;
}

static void write_document(struct junit *junit) {
    const struct record_subject *subject = record_subject(junit->record);
    xmlTextWriterSetIndent(junit->writer, 1);
    xmlTextWriterSetIndentString(junit->writer, xml("  "));
    xmlTextWriterStartDocument(junit->writer, NULL, "UTF-8", NULL);
    start(junit, "testsuites");
    attribute(junit, "name", subject->name);
    write_counts(junit, 0, subject->call_count);
    for (size_t i = 0; i < subject->call_count;) {
        i = write_suite(junit, i);
    }
    end(junit);
    xmlTextWriterEndDocument(junit->writer);
}

bool junit_print(const struct record *record, struct buffer *out) {
    xmlBufferPtr document = xmlBufferCreate();
    xmlTextWriterPtr writer = document != NULL ? xmlNewTextWriterMemory(document, 0) : NULL;
    if (writer == NULL) {
        xmlBufferFree(document);
        return false;
    }
    struct junit junit = {.record = record, .writer = writer};
    arena_init(&junit.arena, NULL);
    write_document(&junit);
    arena_finish(&junit.arena);
    xmlFreeTextWriter(writer);
    size_t before = out->length;
    buffer_append(out, (const char *)xmlBufferContent(document), (size_t)xmlBufferLength(document));
    log_commands_disarm(out, before, "&#35;", "&#58;");
    xmlBufferFree(document);
    return true;
}
