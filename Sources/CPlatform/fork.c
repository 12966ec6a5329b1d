// What fork(2) does to shared memory and locks, undone in the child.
//
// A byte lock of an open file description lives until the last descriptor of it is closed, in
// whatever process. A child that lives on without exec therefore keeps its parent's locks after
// the parent's death: a dead leader would be believed for as long as some child of it lives. So
// the child closes its copies, in the handler that fork(2) runs before it returns there.
//
// Why this is right: closing drops one reference to the description and no lock, for the parent's
// reference remains (F_OFD_SETLK, fcntl(2)); close(2) is async-signal-safe, which is all that is
// allowed there; and a descriptor is never open without being listed, since opening and listing
// it, and unlisting and closing it, happen under a lock that fork(2) itself waits for. The child's
// copies live until it runs for the first time: for that moment a death of the parent is not seen,
// as it is not between fork(2) and exec(2) anyway.
//
// What it does not reach: a child made without the handlers (clone(2), _Fork(3)). It keeps the
// descriptors, but knows that it is one: the kernel wipes the page below in every child that does
// not share its memory with the parent.

#define _GNU_SOURCE
#include "fork.h"

#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// At the bound, opening fails with EMFILE.
enum { MAXIMUM_KEPT = 4096 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int kept[MAXIMUM_KEPT];
static int kept_count;
// Grows through all generations of children: a number is given out once in a line of descent.
static uint64_t births;
static _Atomic uint64_t without_page;
// Whether somebody asked in an ancestor that this process was forked from.
static int is_child;
// 0 in a child in which nobody has asked yet.
static _Atomic uint64_t *birthplace = &without_page;

static void before(void) { pthread_mutex_lock(&mutex); }

static void in_parent(void) { pthread_mutex_unlock(&mutex); }

static void in_child(void) {
  for (int i = 0; i < kept_count; i++) close(kept[i]);
  kept_count = 0;
  atomic_store(birthplace, 0);
  pthread_mutex_unlock(&mutex);
}

static void prepare(void) {
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  // Without the page the handler alone tells; the kernel has had this advice since 4.14.
  if (page != MAP_FAILED && madvise(page, size, MADV_WIPEONFORK) == 0) birthplace = page;
  pthread_atfork(before, in_parent, in_child);
}

uint64_t platform_birthplace(void) {
  fork_hold();
  uint64_t here = atomic_load(birthplace);
  if (here == 0) {
    is_child = births > 0;
    here = ++births;
    atomic_store(birthplace, here);
  }
  fork_release();
  return here;
}

int platform_is_forked_child(void) {
  fork_hold();
  int is = is_child || (births > 0 && atomic_load(birthplace) == 0);
  fork_release();
  return is;
}

int platform_is_birthplace(uint64_t place) {
  // Nothing to order: only this process, or the kernel before this process began, writes it.
  return atomic_load_explicit(birthplace, memory_order_relaxed) == place;
}

void fork_hold(void) {
  pthread_once(&once, prepare);
  pthread_mutex_lock(&mutex);
}

void fork_release(void) { pthread_mutex_unlock(&mutex); }

int fork_keep_from_child(int fd) {
  if (fd < 0) return fd;
  if (kept_count == MAXIMUM_KEPT) {
    close(fd);
    return -EMFILE;
  }
  kept[kept_count++] = fd;
  return fd;
}

void fork_forget(int fd) {
  for (int i = 0; i < kept_count; i++) {
    if (kept[i] == fd) {
      kept[i] = kept[--kept_count];
      return;
    }
  }
}
