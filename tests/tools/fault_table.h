/* fault_table.h - everything outside of parley that it calls and that can fail: what parley-faults
 * makes fail. The build takes its `--wrap` options from here, and tests/cli/test_fault_sweep.py
 * what to try; it also fails when parley calls something that stands neither here nor among the
 * things that cannot fail.
 *
 * A row is a name, a type, parameters, arguments, and what is returned on failure, when errno is
 * set. */
#ifndef PARLEY_TESTS_FAULT_TABLE_H
#define PARLEY_TESTS_FAULT_TABLE_H

#define FAULT_TABLE(X)                                                                             \
    X(access, int, (const char *path, int mode), (path, mode), -1)                                 \
    X(accept4, int, (int fd, struct sockaddr *address, socklen_t *length, int flags),              \
      (fd, address, length, flags), -1)                                                            \
    X(bind, int, (int fd, const struct sockaddr *address, socklen_t length),                       \
      (fd, address, length), -1)                                                                   \
    X(clock_nanosleep, int,                                                                        \
      (clockid_t id, int flags, const struct timespec *time, struct timespec *left),               \
      (id, flags, time, left), errno)                                                              \
    X(fchmod, int, (int fd, mode_t mode), (fd, mode), -1)                                          \
    X(fdopendir, DIR *, (int fd), (fd), NULL)                                                      \
    X(fopen, FILE *, (const char *path, const char *mode), (path, mode), NULL)                     \
    X(fstat, int, (int fd, struct stat *status), (fd, status), -1)                                 \
    X(fstatat, int, (int folder, const char *path, struct stat *status, int flags),                \
      (folder, path, status, flags), -1)                                                           \
    X(getcwd, char *, (char *path, size_t size), (path, size), NULL)                               \
    X(getrandom, ssize_t, (void *bytes, size_t length, unsigned flags), (bytes, length, flags),    \
      -1)                                                                                          \
    X(getrlimit, int, (int which, struct rlimit *limit), (which, limit), -1)                       \
    X(getrusage, int, (int who, struct rusage *usage), (who, usage), -1)                           \
    X(getsockname, int, (int fd, struct sockaddr *address, socklen_t *length),                     \
      (fd, address, length), -1)                                                                   \
    X(getsockopt, int, (int fd, int level, int name, void *value, socklen_t *length),              \
      (fd, level, name, value, length), -1)                                                        \
    X(listen, int, (int fd, int backlog), (fd, backlog), -1)                                       \
    X(lstat, int, (const char *path, struct stat *status), (path, status), -1)                     \
    X(mkdir, int, (const char *path, mode_t mode), (path, mode), -1)                               \
    X(mkdirat, int, (int folder, const char *path, mode_t mode), (folder, path, mode), -1)         \
    X(opendir, DIR *, (const char *path), (path), NULL)                                            \
    X(poll, int, (struct pollfd * fds, nfds_t count, int ms), (fds, count, ms), -1)                \
    X(readdir, struct dirent *, (DIR * directory), (directory), NULL)                              \
    X(realpath, char *, (const char *path, char *out), (path, out), NULL)                          \
    X(renameat, int, (int from_folder, const char *from, int to_folder, const char *to),           \
      (from_folder, from, to_folder, to), -1)                                                      \
    X(sched_getaffinity, int, (pid_t process, size_t size, cpu_set_t * set), (process, size, set), \
      -1)                                                                                          \
    X(setrlimit, int, (int which, const struct rlimit *limit), (which, limit), -1)                 \
    X(setsockopt, int, (int fd, int level, int name, const void *value, socklen_t length),         \
      (fd, level, name, value, length), -1)                                                        \
    X(socket, int, (int domain, int type, int protocol), (domain, type, protocol), -1)             \
    X(stat, int, (const char *path, struct stat *status), (path, status), -1)                      \
    X(unlinkat, int, (int folder, const char *path, int flags), (folder, path, flags), -1)         \
    X(realloc, void *, (void *old, size_t size), (old, size), NULL)                                \
    X(uv_async_init, int, (uv_loop_t * loop, uv_async_t * async, uv_async_cb callback),            \
      (loop, async, callback), -errno)                                                             \
    X(uv_fs_event_start, int,                                                                      \
      (uv_fs_event_t * event, uv_fs_event_cb callback, const char *path, unsigned flags),          \
      (event, callback, path, flags), -errno)                                                      \
    X(uv_getaddrinfo, int,                                                                         \
      (uv_loop_t * loop, uv_getaddrinfo_t * request, uv_getaddrinfo_cb callback, const char *host, \
       const char *service, const struct addrinfo *hints),                                         \
      (loop, request, callback, host, service, hints), -errno)                                     \
    X(uv_loop_init, int, (uv_loop_t * loop), (loop), -errno)                                       \
    X(uv_poll_init, int, (uv_loop_t * loop, uv_poll_t * poll, int fd), (loop, poll, fd), -errno)   \
    X(uv_poll_start, int, (uv_poll_t * poll, int events, uv_poll_cb callback),                     \
      (poll, events, callback), -errno)                                                            \
    X(uv_read_start, int, (uv_stream_t * stream, uv_alloc_cb alloc, uv_read_cb callback),          \
      (stream, alloc, callback), -errno)                                                           \
    X(uv_resident_set_memory, int, (size_t * size), (size), -errno)                                \
    X(uv_shutdown, int, (uv_shutdown_t * request, uv_stream_t * stream, uv_shutdown_cb callback),  \
      (request, stream, callback), -errno)                                                         \
    X(uv_signal_init, int, (uv_loop_t * loop, uv_signal_t * handle), (loop, handle), -errno)       \
    X(uv_signal_start, int, (uv_signal_t * handle, uv_signal_cb callback, int number),             \
      (handle, callback, number), -errno)                                                          \
    X(uv_tcp_close_reset, int, (uv_tcp_t * tcp, uv_close_cb callback), (tcp, callback), -errno)    \
    X(uv_tcp_nodelay, int, (uv_tcp_t * tcp, int on), (tcp, on), -errno)                            \
    X(uv_tcp_open, int, (uv_tcp_t * tcp, uv_os_sock_t fd), (tcp, fd), -errno)                      \
    X(uv_thread_create, int, (uv_thread_t * thread, uv_thread_cb entry, void *user),               \
      (thread, entry, user), -errno)                                                               \
    X(uv_write, int,                                                                               \
      (uv_write_t * request, uv_stream_t * stream, const uv_buf_t buffers[], unsigned count,       \
       uv_write_cb callback),                                                                      \
      (request, stream, buffers, count, callback), -errno)                                         \
    X(lws_client_connect_via_info, struct lws *, (const struct lws_client_connect_info *info),     \
      (info), NULL)                                                                                \
    X(lws_create_context, struct lws_context *, (const struct lws_context_creation_info *info),    \
      (info), NULL)                                                                                \
    X(lws_write, int,                                                                              \
      (struct lws * wsi, unsigned char *bytes, size_t length, enum lws_write_protocol kind),       \
      (wsi, bytes, length, kind), -1)                                                              \
    X(EVP_Digest, int,                                                                             \
      (const void *data, size_t length, unsigned char *digest, unsigned *digest_length,            \
       const EVP_MD *type, ENGINE *engine),                                                        \
      (data, length, digest, digest_length, type, engine), 0)                                      \
    X(SSL_CTX_ctrl, long, (SSL_CTX * tls, int command, long number, void *argument),               \
      (tls, command, number, argument), 0)                                                         \
    X(SSL_CTX_load_verify_file, int, (SSL_CTX * tls, const char *path), (tls, path), 0)            \
    X(SSL_CTX_new, SSL_CTX *, (const SSL_METHOD *method), (method), NULL)                          \
    X(SSL_CTX_set_default_verify_paths, int, (SSL_CTX * tls), (tls), 0)                            \
    X(SSL_CTX_use_PrivateKey_file, int, (SSL_CTX * tls, const char *path, int type),               \
      (tls, path, type), 0)                                                                        \
    X(SSL_CTX_use_certificate_chain_file, int, (SSL_CTX * tls, const char *path), (tls, path), 0)

/* Those with more to them than that: written out in faults.c. */
#define FAULT_SPECIAL(X)                                                                           \
    X(close)                                                                                       \
    X(closedir)                                                                                    \
    X(fread)                                                                                       \
    X(lws_adopt_socket)                                                                            \
    X(open)                                                                                        \
    X(openat)                                                                                      \
    X(read)                                                                                        \
    X(write)

/* What the compiler and _FORTIFY_SOURCE call instead: they count as those they stand for. */
#define FAULT_INSTEAD(X)                                                                           \
    X(__open_2)                                                                                    \
    X(__realpath_chk)                                                                              \
    X(malloc)

#endif
