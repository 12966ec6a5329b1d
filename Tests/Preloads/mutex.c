// Preloaded when tests run under ThreadSanitizer: tells it of a lock that was waited for.
//
// Swift's Mutex takes and frees its lock in code that the compiler puts into the caller, where it is
// instrumented; but where somebody has to wait, inside libswiftSynchronization, where it is not, and
// everything that the lock guards would seem to race. These functions stand before the library's own
// of their names, call them, and say what was handed from one thread to the other.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define CONTEXT __attribute__((swift_context)) void *handle
#define SWIFT __attribute__((swiftcall))
#define MUTEX "$s15Synchronization12_MutexHandleV"

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

static void *real(void *_Atomic *known, const char *name) {
  void *found = __c11_atomic_load(known, __ATOMIC_RELAXED);
  if (found == 0) {
    found = dlsym(RTLD_NEXT, name);
    __c11_atomic_store(known, found, __ATOMIC_RELAXED);
  }
  return found;
}

SWIFT void lock_slow(uint32_t thread, CONTEXT) __asm__(MUTEX "9_lockSlowyys6UInt32VF");
SWIFT void lock_slow(uint32_t thread, CONTEXT) {
  static void *_Atomic known;
  typedef SWIFT void (*function)(uint32_t, CONTEXT);
  ((function)real(&known, MUTEX "9_lockSlowyys6UInt32VF"))(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT _Bool try_lock_slow(CONTEXT) __asm__(MUTEX "12_tryLockSlowSbyF");
SWIFT _Bool try_lock_slow(CONTEXT) {
  static void *_Atomic known;
  typedef SWIFT _Bool (*function)(CONTEXT);
  _Bool taken = ((function)real(&known, MUTEX "12_tryLockSlowSbyF"))(handle);
  if (taken && __tsan_acquire) __tsan_acquire(handle);
  return taken;
}

SWIFT void unlock_slow(CONTEXT) __asm__(MUTEX "11_unlockSlowyyF");
SWIFT void unlock_slow(CONTEXT) {
  static void *_Atomic known;
  typedef SWIFT void (*function)(CONTEXT);
  if (__tsan_release) __tsan_release(handle);
  ((function)real(&known, MUTEX "11_unlockSlowyyF"))(handle);
}
