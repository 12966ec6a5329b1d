#define _GNU_SOURCE
#include "include/CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int terminal_memory_open(void) {
  int memory = memfd_create("frame", MFD_CLOEXEC);
  return memory < 0 ? -errno : memory;
}

bool terminal_descriptor_replace(int source, int descriptor) {
  return dup3(source, descriptor, O_CLOEXEC) >= 0;
}
