// Loaded before libc, lets one chosen call of the program fail, for tests of what it does then.
//
//   DLRUN_FAULT=CALL:NUMBER:ERROR   the NUMBERth call of CALL, from 1, fails with the error's number; ERROR 0
//                                   makes a write a short one, of half of its bytes
//   DLRUN_FAULT_COUNTS=FILE         at the end the number of calls of each kind is written there

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WRITE, OPEN, FSYNC, RENAME, CLOSE, MKDIR, FTRUNCATE, KINDS };

static const char *const names[KINDS] = {"write", "open",  "fsync",    "rename",
                                         "close", "mkdir", "ftruncate"};
static atomic_long counts[KINDS];
static int faulty = -1;
static long number;
static int fault;

__attribute__((constructor)) static void read_environment(void) {
  const char *text = getenv("DLRUN_FAULT");
  if (!text) return;
  for (int kind = 0; kind < KINDS; kind++) {
    size_t length = strlen(names[kind]);
    if (strncmp(text, names[kind], length) == 0 && text[length] == ':' &&
        sscanf(text + length + 1, "%ld:%d", &number, &fault) == 2)
      faulty = kind;
  }
}

static int strikes(int kind) {
  return atomic_fetch_add(&counts[kind], 1) + 1 == number && kind == faulty;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  if (strikes(WRITE)) {
    if (fault != 0) {
      errno = fault;
      return -1;
    }
    if (count > 1) count /= 2;
  }
  return syscall(SYS_write, descriptor, bytes, count);
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (strikes(OPEN)) {
    errno = fault;
    return -1;
  }
  return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open(path, flags, mode);
}

int fsync(int descriptor) {
  if (strikes(FSYNC)) {
    errno = fault;
    return -1;
  }
  return syscall(SYS_fsync, descriptor);
}

int rename(const char *from, const char *to) {
  if (strikes(RENAME)) {
    errno = fault;
    return -1;
  }
  return syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int close(int descriptor) {
  int status = syscall(SYS_close, descriptor);
  if (strikes(CLOSE)) {
    errno = fault;
    return -1;
  }
  return status;
}

int mkdir(const char *path, mode_t mode) {
  if (strikes(MKDIR)) {
    errno = fault;
    return -1;
  }
  return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int ftruncate(int descriptor, off_t length) {
  if (strikes(FTRUNCATE)) {
    errno = fault;
    return -1;
  }
  return syscall(SYS_ftruncate, descriptor, length);
}

__attribute__((noreturn)) void _exit(int status) {
  const char *path = getenv("DLRUN_FAULT_COUNTS");
  if (path) {
    char text[256];
    int length = 0;
    for (int kind = 0; kind < KINDS; kind++)
      length += snprintf(text + length, sizeof text - length, "%s %ld\n", names[kind],
                         atomic_load(&counts[kind]));
    int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file >= 0) syscall(SYS_write, file, text, length);
  }
  syscall(SYS_exit_group, status);
  __builtin_unreachable();
}
