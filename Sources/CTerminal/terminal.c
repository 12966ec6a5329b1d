#define _GNU_SOURCE 1
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

// Everything that the handler reads is written before `armed` is set, by the same process and
// never changed while it is set.
static volatile sig_atomic_t armed = 0;
static int guarded = -1;
static int copied = -1;
static char guarded_path[32];
// Who writes to the terminal.
static pthread_t owner;
static int remembered = 0;
static struct termios modes;
static char bytes[TERMINAL_GUARD_BYTES];
static size_t count = 0;
static int installed = 0;
static char alternate_stack[64 * 1024];

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};

static void nothing(int number) { (void)number; }

// Puts the terminal back although it takes no bytes: what it has not shown yet is dropped, which makes
// room. Async-signal-safe.
static void force(void) {
  // Opened anew: the shell shares the other description, which must not be left without blocking.
  int own = open(guarded_path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (own < 0) return;
  // What the owner writes from now on would come behind what is written here. The copy comes second: in
  // the midst of a frame the owner makes it one more of the other.
  if (nowhere >= 0) {
    dup2(nowhere, guarded);
    dup2(nowhere, copied);
  }
  // It may wait inside of a write. As long as that lasts nobody else may write, and making room does
  // not wake it: a signal does.
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = nothing;
  sigemptyset(&action.sa_mask);
  sigaction(SIGURG, &action, NULL);
  for (int i = 0; i < 200; i++) {
    tcflush(own, TCOFLUSH);
    if (write(own, bytes, count) == (ssize_t)count) break;
    if (!pthread_equal(owner, pthread_self())) pthread_kill(owner, SIGURG);
    struct timespec moment = {.tv_nsec = 5000000};
    nanosleep(&moment, NULL);
  }
  if (remembered) tcsetattr(own, TCSANOW, &modes);
  close(own);
}

void terminal_guard_put_back(void) {
  if (!armed) return;
  armed = 0;
  size_t done = 0;
  // A terminal that takes no bytes must not keep a crashed process from dying.
  struct pollfd room = {.fd = guarded, .events = POLLOUT};
  if (poll(&room, 1, 500) == 0) return force();
  while (done < count) {
    ssize_t written = write(guarded, bytes + done, count - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    done += (size_t)written;
  }
  if (remembered) tcsetattr(guarded, TCSANOW, &modes);
}

// All that is called is async-signal-safe (POSIX.1-2017, 2.4.3).
static void crashed(int number) {
  terminal_guard_put_back();
  // SA_RESETHAND has put the default action back and SA_NODEFER left the signal open, so this
  // ends the process here, with the status of the signal.
  raise(number);
}

int terminal_guard_remember(int descriptor) {
  if (tcgetattr(descriptor, &modes) != 0) return errno;
  remembered = 1;
  return 0;
}

void terminal_guard_arm(int descriptor, int copy, const char *reset, size_t length) {
  armed = 0;
  guarded = descriptor;
  copied = copy;
  owner = pthread_self();
  snprintf(guarded_path, sizeof guarded_path, "/proc/self/fd/%d", descriptor);
  count = length < sizeof bytes ? length : sizeof bytes;
  memcpy(bytes, reset, count);

  armed = 1;
  // Once: somebody may stand before these handlers since.
  if (installed) return;
  installed = 1;
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, NULL);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crashed;
  action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
    sigaction(crashes[i], &action, NULL);
}

// Who puts the terminal back in the end: nobody yet, its owner, or whoever abandoned it.
enum { NOBODY, OWNER, OTHERS };
static atomic_int last = NOBODY;

void terminal_guard_finish(void) {
  int nobody = NOBODY;
  if (atomic_compare_exchange_strong(&last, &nobody, OWNER)) return;
  // The other thread is writing the last bytes, and ends the process after them.
  while (last == OTHERS) pause();
}

void terminal_guard_abandon(void) {
  int nobody = NOBODY;
  if (!armed || !atomic_compare_exchange_strong(&last, &nobody, OTHERS)) return;
  armed = 0;
  force();
}

void terminal_guard_disarm(void) { armed = 0; }

static const int taken[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
static struct sigaction before[sizeof taken / sizeof *taken];

void terminal_signals_save(void) {
  for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) sigaction(taken[i], NULL, &before[i]);
}

void terminal_signals_restore(void) {
  for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) sigaction(taken[i], &before[i], NULL);
}

int terminal_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int terminal_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
