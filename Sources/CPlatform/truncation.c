// A mapped file that another program cuts short.
//
// Whoever touches a page beyond the end of the file is sent SIGBUS, wherever in the program that
// happens to be. The handler gives the file its length back and lets the access be tried again: it
// finds zeros, which is as bad as any other bytes in a file that is not trusted, and no worse. All
// that is called there is async-signal-safe (signal-safety(7)) or a bare system call.

#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is mapped beyond the bound is not mended, and that is all.
enum { MAXIMUM_MAPPINGS = 1024, MAXIMUM_REPAIRS = 10000 };

// A place is free when `start` is 0, and being changed when it is 1.
struct mapping {
  _Atomic uintptr_t start;
  size_t length;
  int fd;
  int writable;
  // How often it has been mended.
  _Atomic int mended;
};
static struct mapping mappings[MAXIMUM_MAPPINGS];
static _Atomic int repairs;

void platform_mapping_note(const void *start, size_t length, int fd, int writable) {
  for (int i = 0; i < MAXIMUM_MAPPINGS; i++) {
    uintptr_t nobody = 0;
    if (!atomic_compare_exchange_strong(&mappings[i].start, &nobody, 1)) continue;
    mappings[i].length = length;
    mappings[i].fd = fd;
    mappings[i].writable = writable;
    atomic_store_explicit(&mappings[i].mended, 0, memory_order_relaxed);
    // Publishes the words above; pairs with the load in `mapping_of`.
    atomic_store_explicit(&mappings[i].start, (uintptr_t)start, memory_order_release);
    return;
  }
}

void platform_mapping_forget(const void *start) {
  for (int i = 0; i < MAXIMUM_MAPPINGS; i++) {
    uintptr_t mine = (uintptr_t)start;
    if (atomic_compare_exchange_strong(&mappings[i].start, &mine, 0)) return;
  }
}

// Whoever touches a mapping keeps it from being forgotten meanwhile.
static struct mapping *mapping_of(uintptr_t address) {
  for (int i = 0; i < MAXIMUM_MAPPINGS; i++) {
    uintptr_t start = atomic_load_explicit(&mappings[i].start, memory_order_acquire);
    if (start > 1 && start <= address && address - start < mappings[i].length) return &mappings[i];
  }
  return NULL;
}

int platform_mapping_was_mended(const void *start) {
  struct mapping *m = mapping_of((uintptr_t)start);
  return m != NULL && atomic_load_explicit(&m->mended, memory_order_relaxed) > 0;
}

// 1 when the page at `address` can be touched again.
static int repair(void *address) {
  struct mapping *m = mapping_of((uintptr_t)address);
  if (m == NULL || atomic_fetch_add(&repairs, 1) >= MAXIMUM_REPAIRS) return 0;
  atomic_fetch_add_explicit(&m->mended, 1, memory_order_relaxed);
  if (!m->writable) {
    // Zeros of our own: whoever only reads finds that nobody is there.
    return mmap((void *)m->start, m->length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                0) != MAP_FAILED;
  }
  struct stat s;
  if (fstat(m->fd, &s) < 0) return 0;
  if (s.st_size < (off_t)m->length && ftruncate(m->fd, (off_t)m->length) < 0) return 0;
  // With its blocks: a full disk would answer with the same signal. Where the file system cannot
  // reserve any, what was written above has to do.
  int reserved;
  do reserved = (int)syscall(SYS_fallocate, m->fd, 0, (off_t)0, (off_t)m->length);
  while (reserved < 0 && errno == EINTR);
  return reserved == 0 || errno == EOPNOTSUPP || errno == ENOSYS;
}

static struct sigaction previous;
static void (*before_ending)(void);

// Nobody's bug, so no stack trace either.
static void end_with_a_word(void) {
  if (before_ending) before_ending();
  static const char word[] =
      "A file that this program works with was cut short by another program, or its disk is full or "
      "failing. Nothing that was saved is lost: start again.\n";
  (void)!write(STDERR_FILENO, word, sizeof word - 1);
  _exit(74);
}

static void bus_error(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  // BUS_ADRERR: the kernel has no page for the address. Anything else is no matter of a file.
  int is_of_file = info->si_code == BUS_ADRERR;
  if (is_of_file && repair(info->si_addr)) {
    errno = saved;
    return;
  }
  if (is_of_file) end_with_a_word();
  // Whoever was here before is next: the access fails again when this returns. What somebody sent
  // does not come again by itself.
  sigaction(SIGBUS, &previous, NULL);
  if (info->si_code <= 0) raise(number);
  errno = saved;
}

void platform_catch_bus_errors(void (*before)(void)) {
  if (before) before_ending = before;
  struct sigaction now;
  if (sigaction(SIGBUS, NULL, &now) < 0) return;
  if (now.sa_flags & SA_SIGINFO && now.sa_sigaction == bus_error) return;
  previous = now;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}
