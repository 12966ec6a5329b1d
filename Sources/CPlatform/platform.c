#define _GNU_SOURCE
#include "CPlatform.h"
#include "fork.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int result(long value) { return value < 0 ? -errno : (int)value; }

static struct timespec timespec_from(int64_t ns) {
  struct timespec t = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  return t;
}

int platform_futex_wait(
    const uint32_t *word, uint32_t expected, int64_t timeout_ns, uint32_t sleepers) {
  struct timespec end;
  if (timeout_ns >= 0) {
    // This call counts to a moment of CLOCK_MONOTONIC.
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += timeout_ns / 1000000000;
    end.tv_nsec += timeout_ns % 1000000000;
    if (end.tv_nsec >= 1000000000) {
      end.tv_nsec -= 1000000000;
      end.tv_sec += 1;
    }
  }
  return result(syscall(
      SYS_futex, word, FUTEX_WAIT_BITSET, expected, timeout_ns < 0 ? NULL : &end, NULL, sleepers));
}

int platform_futex_wake(const uint32_t *word, int count, uint32_t sleepers) {
  return result(syscall(SYS_futex, word, FUTEX_WAKE_BITSET, count, NULL, NULL, sleepers));
}

static struct flock one_byte(short type, int64_t offset) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
  return lock;
}

int platform_lock_try(int fd, int64_t offset) {
  struct flock lock = one_byte(F_WRLCK, offset);
  return result(fcntl(fd, F_OFD_SETLK, &lock));
}

int platform_lock_release(int fd, int64_t offset) {
  struct flock lock = one_byte(F_UNLCK, offset);
  return result(fcntl(fd, F_OFD_SETLK, &lock));
}

int platform_lock_is_held_elsewhere(int fd, int64_t offset) {
  struct flock lock = one_byte(F_WRLCK, offset);
  if (fcntl(fd, F_OFD_GETLK, &lock) < 0) return -errno;
  return lock.l_type != F_UNLCK;
}

int platform_pidfd_open(pid_t pid) { return result(syscall(SYS_pidfd_open, pid, 0)); }

int platform_eventfd(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

void platform_eventfd_signal(int fd) {
  uint64_t one = 1;
  // A full counter (EAGAIN) is signalled already.
  (void)!write(fd, &one, sizeof one);
}

void platform_eventfd_drain(int fd) {
  uint64_t count;
  (void)!read(fd, &count, sizeof count);
}

// Makes a file and gives it its mode, whatever the umask says.
static int make_with_mode(const char *path, int flags, mode_t mode) {
  fork_hold();
  int fd = fork_keep_from_child(result(open(path, flags | O_RDWR | O_CLOEXEC, mode)));
  fork_release();
  if (fd >= 0 && fchmod(fd, mode) < 0) {
    int error = -errno;
    platform_close(fd);
    return error;
  }
  return fd;
}

int platform_open_unnamed(const char *directory, mode_t mode) {
  return make_with_mode(directory, O_TMPFILE, mode);
}

int platform_open_exclusive(const char *path, mode_t mode) {
  return make_with_mode(path, O_CREAT | O_EXCL | O_NOFOLLOW, mode);
}

int platform_open_existing(const char *path, int writable) {
  int access = writable ? O_RDWR : O_RDONLY;
  fork_hold();
  int fd = fork_keep_from_child(
      result(open(path, access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)));
  fork_release();
  return fd;
}

void platform_close(int fd) {
  fork_hold();
  fork_forget(fd);
  close(fd);
  fork_release();
}

int platform_open_memory(int64_t size) {
  fork_hold();
  int fd = fork_keep_from_child(result(memfd_create("penholder", MFD_CLOEXEC)));
  fork_release();
  if (fd >= 0 && ftruncate(fd, size) < 0) {
    int error = -errno;
    platform_close(fd);
    return error;
  }
  return fd;
}

int platform_reserve(int fd, int64_t size) { return result(fallocate(fd, 0, 0, size)); }

int platform_may_access(const char *path, int write) {
  return result(faccessat(AT_FDCWD, path, write ? W_OK : R_OK, AT_EACCESS));
}

int platform_link_descriptor(int fd, const char *path) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  return result(linkat(AT_FDCWD, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW));
}

int platform_exclude_from_fork(void *address, size_t length) {
  return result(madvise(address, length, MADV_DONTFORK));
}

int64_t platform_filesystem_type(const char *path) {
  struct statfs s;
  if (statfs(path, &s) < 0) return -errno;
  return (int64_t)(uint32_t)s.f_type;
}

uint64_t platform_pid_namespace(void) {
  struct stat s;
  return stat("/proc/self/ns/pid", &s) < 0 ? 0 : (uint64_t)s.st_ino;
}

uint64_t platform_monotonic_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void platform_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int platform_poll_two(int first, int second, int64_t timeout_ns) {
  struct pollfd set[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  struct timespec t = timespec_from(timeout_ns < 0 ? 0 : timeout_ns);
  int ready = ppoll(set, 2, timeout_ns < 0 ? NULL : &t, NULL);
  if (ready < 0) return -errno;
  return (set[0].revents ? 1 : 0) | (set[1].revents ? 2 : 0);
}
