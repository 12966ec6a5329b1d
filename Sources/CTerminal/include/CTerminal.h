// What has to be C because it runs inside a signal handler, or is variadic.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Remembers the terminal modes of `descriptor` as they are now. Returns 0, or an errno.
int terminal_guard_remember(int descriptor);

// From now on a crash (SEGV, BUS, ILL, FPE, TRAP, ABRT) first puts the remembered modes back and
// writes `length` bytes of `reset` to `descriptor`, then dies of the same signal as if nobody
// had caught it. `reset` is copied and cut at TERMINAL_GUARD_BYTES. Call from the thread that
// should survive its own stack overflow long enough: it gets the alternate stack. It writes to
// `descriptor` and to `copy`, another one of the same terminal.
void terminal_guard_arm(int descriptor, int copy, const char *reset, size_t length);
enum { TERMINAL_GUARD_BYTES = 512 };

// Puts back the same without waiting: for the end of a process whose terminal takes no bytes. What
// it has not taken yet is thrown away, and so is what its owner writes from now on. Any thread but
// the owner's; nothing where the owner has finished.
void terminal_guard_abandon(void);

// The owner has put everything back. Does not return where somebody else is doing so already.
void terminal_guard_finish(void);

// What a crash does first. Async-signal-safe; nothing when disarmed.
void terminal_guard_put_back(void);

// Until armed again a crash leaves the terminal alone: it is already as it was.
void terminal_guard_disarm(void);

// ncurses takes over signals that are at their default when it starts. These two bracket its
// start, so that the process's signals stay its own.
void terminal_signals_save(void);
void terminal_signals_restore(void);

// The window's size as the kernel knows it. Returns 0, or an errno.
int terminal_window_size(int descriptor, int *columns, int *rows);

// The columns that the C library, and so ncurses, gives a Unicode scalar; -1 for what it does not
// print in this locale. (wcwidth is hidden from Swift by a feature macro.)
int terminal_columns(uint32_t scalar);

// A file in memory, of nobody's but this process. Negative: a negated errno.
int terminal_memory_open(void);
// Makes `descriptor` one more of what `source` is; false when it cannot.
bool terminal_descriptor_replace(int source, int descriptor);

// timerfd(2) by the clock on the wall: a descriptor that is readable when a point in time has come,
// suspended machine or not, or when somebody has set the clock. Negative: a negated errno.
int terminal_alarm_open(void);
// The next time that it is readable, in milliseconds since 1970; once.
void terminal_alarm_set(int alarm, int64_t milliseconds);
// Makes it unreadable again.
void terminal_alarm_clear(int alarm);

#endif
