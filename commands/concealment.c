/* concealment.c - overwriting what is secret where the system lists it. */
#include "commands/concealment.h"

#include <string.h>

static void overwrite(char *text, size_t length) {
    static const char stars[] = {'*', '*', '*'};
    memset(text, '\0', length);
    memcpy(text, stars, length < sizeof(stars) ? length : sizeof(stars));
}

/* What stands between the // and the @ of a URL. */
static void conceal_user_info(char *url) {
    char *start = strstr(url, "//");
    if (start == NULL) {
        return;
    }
    start += 2;
    size_t authority = strcspn(start, "/?#");
    const char *end = memrchr(start, '@', authority);
    if (end != NULL) {
        memset(start, '*', (size_t)(end - start));
    }
}

static void conceal_value(const struct option *option, char *value) {
    if (option->secret == SECRET_VALUE) {
        overwrite(value, strlen(value));
    } else if (option->secret == SECRET_USER_INFO) {
        conceal_user_info(value);
    }
}

static const struct option *find_letter(enum command_bit command, char letter) {
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].letter == letter &&
            (option_table[i].commands & (unsigned)command) != 0) {
            return &option_table[i];
        }
    }
    return NULL;
}

/* The option at @argument that takes a value, and the value if it is attached. NULL: there is none,
 * or only switches. */
static const struct option *option_at(enum command_bit command, char *argument, char **attached) {
    *attached = NULL;
    if (argument[0] != '-' || argument[1] == '\0') {
        return NULL;
    }
    if (argument[1] == '-') {
        char name[64] = "";
        size_t length = strcspn(argument + 2, "=");
        if (length >= sizeof(name)) {
            return NULL;
        }
        memcpy(name, argument + 2, length);
        *attached = argument[2 + length] == '=' ? argument + 2 + length + 1 : NULL;
        return option_find(command, name);
    }
    for (char *letter = argument + 1; *letter != '\0'; letter++) {
        const struct option *option = find_letter(command, *letter);
        if (option == NULL || option->kind != OPTION_SWITCH) {
            *attached = letter[1] != '\0' ? letter + 1 : NULL;
            return option;
        }
    }
    return NULL;
}

void conceal_secrets(enum command_bit command, char **arguments, size_t count) {
    for (size_t i = 0; i < count && strcmp(arguments[i], "--") != 0; i++) {
        char *value = NULL;
        const struct option *option = option_at(command, arguments[i], &value);
        if (option == NULL || option->kind == OPTION_SWITCH) {
            continue;
        }
        if (value == NULL && i + 1 < count) {
            value = arguments[++i];
        }
        if (value != NULL) {
            conceal_value(option, value);
        }
    }
}
