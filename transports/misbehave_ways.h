/* misbehave_ways.h - the functions of the table in misbehave_kinds.c, which says what each is
 * for. */
#ifndef PARLEY_TRANSPORTS_MISBEHAVE_WAYS_H
#define PARLEY_TRANSPORTS_MISBEHAVE_WAYS_H

#include "transports/misbehave_peer.h"

/* Instead of answering the request with 101. */
void misbehave_answer_nothing(struct peer *peer);
void misbehave_answer_half(struct peer *peer);
void misbehave_answer_half_and_stall(struct peer *peer);
void misbehave_answer_half_and_reset(struct peer *peer);
void misbehave_answer_without_http(struct peer *peer);
void misbehave_answer_endlessly(struct peer *peer);
void misbehave_answer_with_wrong_accept(struct peer *peer);
void misbehave_answer_with_extension(struct peer *peer);
void misbehave_answer_with_subprotocol(struct peer *peer);
void misbehave_answer_as_named(struct peer *peer);
void misbehave_answer_status(struct peer *peer);
void misbehave_answer_elsewhere(struct peer *peer);

/* For each message, instead of writing it in one frame. */
void misbehave_say_nothing(struct peer *peer, const char *text, size_t length);
void misbehave_say_in_fragments(struct peer *peer, const char *text, size_t length);
void misbehave_say_between_pings(struct peer *peer, const char *text, size_t length);
void misbehave_say_again_and_again(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_pings(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_binary(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_huge(struct peer *peer, const char *text, size_t length);
void misbehave_say_endlessly(struct peer *peer, const char *text, size_t length);
void misbehave_say_and_never_stop(struct peer *peer, const char *text, size_t length);
void misbehave_say_invalid_utf8(struct peer *peer, const char *text, size_t length);
void misbehave_say_with_reserved_bits(struct peer *peer, const char *text, size_t length);
void misbehave_say_with_opcode(struct peer *peer, const char *text, size_t length);
void misbehave_say_as_continuation(struct peer *peer, const char *text, size_t length);
void misbehave_say_within_a_message(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_long_ping(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_half_a_ping(struct peer *peer, const char *text, size_t length);
void misbehave_say_with_huge_length(struct peer *peer, const char *text, size_t length);
void misbehave_close_with_code(struct peer *peer, const char *text, size_t length);
void misbehave_close_without_status(struct peer *peer, const char *text, size_t length);
void misbehave_close_with_half_a_code(struct peer *peer, const char *text, size_t length);
void misbehave_close_with_bad_reason(struct peer *peer, const char *text, size_t length);
void misbehave_say_half_and_reset(struct peer *peer, const char *text, size_t length);
void misbehave_say_half_and_end(struct peer *peer, const char *text, size_t length);
void misbehave_say_half_and_stall(struct peer *peer, const char *text, size_t length);
void misbehave_say_garbage(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_wrong_types(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_deep_json(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_wide_json(struct peer *peer, const char *text, size_t length);
void misbehave_say_keys_twice(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_surrogates(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_nul(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_escapes(struct peer *peer, const char *text, size_t length);
void misbehave_say_after_html(struct peer *peer, const char *text, size_t length);

#endif
