#define _GNU_SOURCE
#include "include/CTerminal.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

int terminal_alarm_open(void) {
  int alarm = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  return alarm < 0 ? -errno : alarm;
}

void terminal_alarm_set(int alarm, int64_t milliseconds) {
  struct itimerspec when = {
      .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};
  // A clock that is set makes the alarm readable, and read(2) fail: it is looked at again then.
  (void)timerfd_settime(alarm, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

void terminal_alarm_clear(int alarm) {
  uint64_t times;
  ssize_t got = read(alarm, &times, sizeof times);
  (void)got;
}
