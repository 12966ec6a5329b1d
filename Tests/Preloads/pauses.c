// Preloaded when stories are told on a machine that is too busy: stops each tab as a whole, for a random
// while at random moments, wherever its threads happen to be. `Assets/pauses` uses it.
//
//   PENHOLDER_PAUSE_EVERY   milliseconds between two pauses, half of what it may be at most
//   PENHOLDER_PAUSE_LENGTH  milliseconds that one lasts at most
//
// A thread of its own sends every other thread of its process a signal of real time, whose handler sleeps
// until a moment that is the same for all of them. Of a stopped process (SIGSTOP) others would hear; this
// is what a scheduler does that has too much to do. Only `penholder` and `todos` are stopped, not who
// drives them.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const int64_t millisecond = 1000000;
static int every, length;
// CLOCK_MONOTONIC nanoseconds at which the pause ends.
static _Atomic int64_t end;

static int pause_signal(void) { return SIGRTMIN + 7; }

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 * millisecond + t.tv_nsec;
}

static void sleep_until(int64_t moment) {
  struct timespec t = {moment / (1000 * millisecond), moment % (1000 * millisecond)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) continue;
}

static void sleep_in_handler(int number) {
  (void)number;
  int saved = errno;
  sleep_until(atomic_load(&end));
  errno = saved;
}

static void stop_others(void) {
  DIR *threads = opendir("/proc/self/task");
  if (!threads) return;
  struct dirent *entry;
  while ((entry = readdir(threads))) {
    int thread = atoi(entry->d_name);
    if (thread > 0 && thread != gettid()) syscall(SYS_tgkill, getpid(), thread, pause_signal());
  }
  closedir(threads);
}

static void *stop_now_and_then(void *nothing) {
  unsigned seed = (unsigned)getpid() * 2654435761u ^ (unsigned)now();
  while (1) {
    sleep_until(now() + (1 + rand_r(&seed) % (2 * every)) * millisecond);
    int64_t until = now() + (1 + rand_r(&seed) % length) * millisecond;
    atomic_store(&end, until);
    stop_others();
    sleep_until(until);
  }
  return nothing;
}

static int setting(const char *name) {
  const char *text = getenv(name);
  return text ? atoi(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  every = setting("PENHOLDER_PAUSE_EVERY");
  length = setting("PENHOLDER_PAUSE_LENGTH");
  const char *name = program_invocation_short_name;
  if (every <= 0 || length <= 0 || (strcmp(name, "penholder") && strcmp(name, "todos"))) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = sleep_in_handler;
  action.sa_flags = SA_RESTART;
  sigaction(pause_signal(), &action, NULL);
  // Its signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pthread_t thread;
  if (pthread_create(&thread, NULL, stop_now_and_then, NULL) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}
