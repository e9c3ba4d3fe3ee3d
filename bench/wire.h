/* wire.h - the little of RFC 6455 that the measuring programs need: frames made by hand, for speed
 * and nothing else. Never used by parley. Messages up to 64 KiB, unfragmented. */
#ifndef PARLEY_BENCH_WIRE_H
#define PARLEY_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_TEXT = 1, WIRE_CLOSE = 8, WIRE_PING = 9, WIRE_PONG = 10, WIRE_HEADER_MOST = 14 };

/* A frame as it stands in what was received. */
struct wire_frame {
    int opcode;
    char *payload; /* Unmasked in place. */
    size_t length;
};

/* Take one frame off the front of @bytes. Returns how many bytes it took; 0 when it is not all
 * there. */
size_t wire_take(char *bytes, size_t length, struct wire_frame *frame);

/* Write a frame's header and payload to @out (WIRE_HEADER_MOST + @length bytes of room). @masked:
 * as a client sends it. Returns its length. */
size_t wire_put(char *out, int opcode, const char *payload, size_t length, bool masked);

/* Listen on 127.0.0.1:@port (0: any) or connect to it, without blocking. The descriptor, or -1 with
 * errno. */
int wire_listen(uint16_t port, uint16_t *bound);
int wire_connect(const char *address, uint16_t port);

/* Raise the number of open files to the hard limit. */
void wire_raise_file_limit(void);

/* CPU time used by this process so far, in microseconds. */
double wire_cpu_us(void);

#endif
