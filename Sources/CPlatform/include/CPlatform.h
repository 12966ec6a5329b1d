// The kernel's facilities that Swift cannot call as they are: variadic functions, macros, and
// system calls without a wrapper in the C library. Every function returns 0 or a positive value
// on success and a negative errno on failure, restarts nothing, and (fork.c aside) keeps no state.

#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// futex(2) has no wrapper in glibc. Waits until the word differs from `expected`, is woken, or
// `timeout_ns` (relative, CLOCK_MONOTONIC; negative: no limit) has passed. `sleepers`: in which of 32
// sets it waits; not 0.
int platform_futex_wait(
    const uint32_t *_Nonnull word, uint32_t expected, int64_t timeout_ns, uint32_t sleepers);

// Wakes at most `count` waiters of any process who wait in one of these sets; returns how many.
int platform_futex_wake(const uint32_t *_Nonnull word, int count, uint32_t sleepers);

// fcntl(2) is variadic. Open file description locks belong to the open file, not to the process:
// closing another descriptor of the same file does not drop them.
int platform_lock_try(int fd, int64_t offset);
int platform_lock_release(int fd, int64_t offset);
// 1 when another open file description holds the byte, 0 when it is free.
int platform_lock_is_held_elsewhere(int fd, int64_t offset);

// pidfd_open(2) came to glibc in 2.36 only. Readable once the process has terminated.
int platform_pidfd_open(pid_t pid);

// eventfd(2) and its flags: a descriptor that makes poll(2) return.
int platform_eventfd(void);
void platform_eventfd_signal(int fd);
void platform_eventfd_drain(int fd);

// Where this process began, as fork(2) goes: never 0, and another number in every forked child.
uint64_t platform_birthplace(void);
// Whether this is still the process in which platform_birthplace() answered so: one load.
int platform_is_birthplace(uint64_t place);
// Whether this process was forked from one in which platform_birthplace() had been called.
int platform_is_forked_child(void);

// What is opened by the following is closed in forked children, before fork(2) returns there;
// -EMFILE at 4096 of them. To be closed by platform_close.
//
// open(2) is variadic and O_TMPFILE is a macro of macros. An unnamed file of mode `mode` in
// `directory`, or -errno (-EOPNOTSUPP, -EISDIR, -ENOENT where the file system cannot do it).
int platform_open_unnamed(const char *_Nonnull directory, mode_t mode);
// A new file under a name that must be free.
int platform_open_exclusive(const char *_Nonnull path, mode_t mode);
// An existing file, never through a symbolic link, never waiting for a FIFO's other end.
int platform_open_existing(const char *_Nonnull path, int writable);
void platform_close(int fd);

// Gives an unnamed file its name; -EEXIST when somebody else was quicker.
int platform_link_descriptor(int fd, const char *_Nonnull path);

// An unnamed file of `size` bytes in memory.
int platform_open_memory(int64_t size);
// fallocate(2), which leaves what is there: glibc's posix_fallocate writes where a file system cannot.
int platform_reserve(int fd, int64_t size);
// access(2) asks for the real user; this for the effective one. 0 or -errno.
int platform_may_access(const char *_Nonnull path, int write);

// Linux's own advice: a forked child does not inherit the mapping.
int platform_exclude_from_fork(void *_Nonnull address, size_t length);

// A shared mapping of a file, from its making to its end: mended by the handler below if somebody cuts
// the file short. A bounded number of them.
void platform_mapping_note(const void *_Nonnull start, size_t length, int fd, int writable);
void platform_mapping_forget(const void *_Nonnull start);
// Whether the handler below has had to mend it: then anything of it may be lost.
int platform_mapping_was_mended(const void *_Nonnull start);
// Handles SIGBUS from now on: gives a noted file its length back. Where a page of another file is gone,
// calls `before` (async-signal-safe, or null), says so on standard error and exits with 74; everything
// else is left to whoever handled the signal before. For programs, not for libraries.
void platform_catch_bus_errors(void (*_Nullable before)(void));

// statfs(2)'s f_type of the file system that holds `path`.
int64_t platform_filesystem_type(const char *_Nonnull path);

// The identity of this process's pid namespace, 0 when /proc does not tell.
uint64_t platform_pid_namespace(void);

// CLOCK_MONOTONIC in nanoseconds: the same clock in every process of this host, not counting the
// time the machine is suspended.
uint64_t platform_monotonic_ns(void);

// Names the calling thread for debuggers and /proc (15 bytes).
void platform_name_thread(const char *_Nonnull name);

// poll(2) for reading on up to two descriptors (negative: none). Returns a bit set: 1 the first is
// ready, 2 the second; 0 on time-out; -EINTR when a signal came.
int platform_poll_two(int first, int second, int64_t timeout_ns);

#endif
