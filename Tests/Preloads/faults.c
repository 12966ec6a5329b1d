// Preloaded into a tab by the tests: the disk's failures and a storm of signals, on demand.
//
//   PENHOLDER_FAULTS=<path>  While there is a file at <path>, calls fail as its lines say:
//       <call> <suffix> <errno> [<count>]
//   where <call> is pread, pwrite, fdatasync, fallocate or mmap, <suffix> the end of the file's name
//   as /proc shows it, and <count> how many bytes of a pwrite are written before it fails (a torn
//   write; without it none are). Each failure is noted by a byte at the end of <path>.hits.
//   PENHOLDER_CLOCK=<path>   CLOCK_REALTIME is off by as many seconds as the file says, now: whoever
//       writes to it sets the clock.
//   PENHOLDER_STORM=<microseconds>  From the start, every thread is sent SIGUSR2 so often, with a
//       handler that restarts nothing.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int ends_with(const char *text, const char *end) {
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

static void note(const char *path) {
  char hits[4096];
  snprintf(hits, sizeof hits, "%s.hits", path);
  int fd = open(hits, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return;
  (void)!syscall(SYS_write, fd, "x", 1);
  close(fd);
}

// The errno with which a call on a descriptor shall fail, or 0; how much is to be done before.
static int fault(const char *call, int fd, size_t *torn) {
  const char *path = getenv("PENHOLDER_FAULTS");
  if (path == NULL) return 0;
  int orders = open(path, O_RDONLY | O_CLOEXEC);
  if (orders < 0) return 0;
  char text[1024], link[64], name[4096];
  ssize_t length = syscall(SYS_read, orders, text, sizeof text - 1);
  close(orders);
  if (length <= 0) return 0;
  text[length] = 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  char *rest = NULL;
  for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    char wanted[32], end[256];
    int error = 0;
    long count = 0;
    if (sscanf(line, "%31s %255s %d %ld", wanted, end, &error, &count) < 3) continue;
    if (strcmp(wanted, call) != 0 || !ends_with(name, end)) continue;
    if (torn) *torn = (size_t)count;
    note(path);
    return error;
  }
  return 0;
}

#define FAIL_IF(call, fd)              \
  do {                                 \
    int error = fault(call, fd, NULL); \
    if (error) {                       \
      errno = error;                   \
      return -1;                       \
    }                                  \
  } while (0)

ssize_t pread(int fd, void *buffer, size_t count, off_t offset) {
  FAIL_IF("pread", fd);
  return REAL(pread)(fd, buffer, count, offset);
}

ssize_t pread64(int fd, void *buffer, size_t count, off64_t offset) {
  FAIL_IF("pread", fd);
  return REAL(pread64)(fd, buffer, count, offset);
}

static ssize_t torn_write(int fd, const void *buffer, size_t count, off64_t offset) {
  size_t torn = 0;
  int error = fault("pwrite", fd, &torn);
  if (error == 0) return REAL(pwrite64)(fd, buffer, count, offset);
  if (torn) (void)!REAL(pwrite64)(fd, buffer, torn < count ? torn : count, offset);
  errno = error;
  return -1;
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
  return torn_write(fd, buffer, count, offset);
}

ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) {
  return torn_write(fd, buffer, count, offset);
}

int fdatasync(int fd) {
  FAIL_IF("fdatasync", fd);
  return REAL(fdatasync)(fd);
}

int fsync(int fd) {
  FAIL_IF("fdatasync", fd);
  return REAL(fsync)(fd);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
  int error = fault("fallocate", fd, NULL);
  return error ? error : REAL(posix_fallocate)(fd, offset, length);
}

int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  int error = fault("fallocate", fd, NULL);
  return error ? error : REAL(posix_fallocate64)(fd, offset, length);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  int error = fd < 0 ? 0 : fault("mmap", fd, NULL);
  if (error) {
    errno = error;
    return MAP_FAILED;
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

// By how much the clock on the wall has been set, in seconds.
static long clock_offset(void) {
  const char *path = getenv("PENHOLDER_CLOCK");
  if (path == NULL) return 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[32] = {0};
  ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
  close(file);
  return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = REAL(clock_gettime)(clock, time);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += clock_offset();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int result = REAL(gettimeofday)(now, zone);
  now->tv_sec += clock_offset();
  return result;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}

static void nothing(int number) { (void)number; }

static void *storm(void *microseconds) {
  struct timespec pause = {.tv_nsec = (long)microseconds * 1000};
  pid_t process = getpid(), me = (pid_t)syscall(SYS_gettid);
  for (;;) {
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL) return NULL;
    struct dirent *entry;
    while ((entry = readdir(threads))) {
      pid_t thread = atoi(entry->d_name);
      if (thread > 0 && thread != me) syscall(SYS_tgkill, process, thread, SIGUSR2);
    }
    closedir(threads);
    nanosleep(&pause, NULL);
  }
}

__attribute__((constructor)) static void begin(void) {
  const char *often = getenv("PENHOLDER_STORM");
  if (often == NULL) return;
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGUSR2, &action, NULL);
  pthread_t thread;
  if (pthread_create(&thread, NULL, storm, (void *)(long)atoi(often)) == 0) pthread_detach(thread);
}
