/* schema.c - `parley schema`: the files' format as a JSON Schema, for editors. */
#include "formats/schema.h"

#include "commands/command.h"
#include "commands/console.h"

#include <string.h>

enum exit_status schema_command(const char *const *arguments, size_t count) {
    static const char *const names[] = {
        [SCHEMA_SCENARIO] = "scenario",
        [SCHEMA_SUITE] = "suite",
        [SCHEMA_AGENT] = "agent",
    };
    unsigned files = SCHEMA_ALL;
    if (count > 1) {
        return command_misused("schema: expected one of scenario, suite, agent at most");
    }
    if (count == 1) {
        files = 0;
        while (files < SCHEMA_ALL && strcmp(names[files], arguments[0]) != 0) {
            files++;
        }
        if (files == SCHEMA_ALL) {
            return command_misused("schema: %s: expected one of scenario, suite, agent",
                                   arguments[0]);
        }
    }
    struct buffer out;
    buffer_init(&out, NULL);
    schema_print((enum schema_files)files, &out);
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}
