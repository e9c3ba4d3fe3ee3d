/* exit_status.h - what the program's exit status says, and which one counts when there are several
 * (spec section 6). */
#ifndef PARLEY_COMMANDS_EXIT_STATUS_H
#define PARLEY_COMMANDS_EXIT_STATUS_H

/* Every status with its meaning, as `parley help` and the manual page tell it. */
#define EXIT_STATUS_MAP(X)                                                                         \
    X(PASSED, 0,                                                                                   \
      "All passed. check: no error, with --strict no warning either; explain: something fires.")   \
    X(FAILED, 1,                                                                                   \
      "A scenario failed, or too few conditions fired (--min-coverage). explain: nothing fires.")  \
    X(USAGE, 2,                                                                                    \
      "Bad usage or input, and then nothing was connected; also no command at all, an --out that " \
      "cannot be made, and check --strict with a warning.")                                        \
    X(BROKEN, 3, "An agent could not be reached, or a call broke.")                                \
    X(NOTHING, 4, "Nothing was selected, or a folder holds no scenario.")                          \
    X(UNWRITTEN, 5, "A result could not be written: a full disk, a closed output.")                \
    X(INVALID, 6,                                                                                  \
      "The measurement is not valid: parley itself was the bottleneck, or a shard is missing.")    \
    X(INTERNAL, 70, "An internal error.")                                                          \
    X(THRESHOLD, 99, "A load threshold was crossed.")                                              \
    X(INTERRUPTED, 130, "Interrupted (SIGINT): calls were ended and all files written.")           \
    X(TERMINATED, 143, "Terminated (SIGTERM): calls were ended and all files written.")

enum exit_status {
#define X(symbol, number, about) STATUS_##symbol = (number),
    EXIT_STATUS_MAP(X)
#undef X
};

/* The one of two that counts: 130 and 143, 70, 5, 3, 6, 1, 99 in that order, then any other, 0
 * last. */
enum exit_status exit_status_worse(enum exit_status one, enum exit_status other);

#endif
