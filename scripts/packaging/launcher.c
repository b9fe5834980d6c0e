/* dlrun of a package: begins the program that is built for this processor, which is
 * ../lib/dlrun/x86-64-v4/dlrun, or that of the highest level below that the processor has and the package, too.
 * Exit code 78: there is none. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "/lib/dlrun/"
#define NO_PROGRAM 78

/* Removes the last part of a path; returns its length. */
static size_t parent(char *path) {
  char *slash = strrchr(path, '/');
  if (slash == NULL) return 0;
  *slash = '\0';
  return (size_t)(slash - path);
}

int main(int count, char **arguments) {
  (void)count;
  static const char *const levels[] = {"x86-64-v4", "x86-64-v3", "x86-64-v2"};
  const int has[] = {
      __builtin_cpu_supports("x86-64-v4"), __builtin_cpu_supports("x86-64-v3"),
      __builtin_cpu_supports("x86-64-v2")};
  char path[8192];
  const size_t room = sizeof path - sizeof LIBRARY "x86-64-v0/dlrun";
  const ssize_t length = readlink("/proc/self/exe", path, room);
  if (length <= 0 || (size_t)length == room) {
    fprintf(stderr, "dlrun: /proc/self/exe, by which it finds its programs, cannot be read\n");
    return NO_PROGRAM;
  }
  path[length] = '\0';
  parent(path);
  const size_t end = parent(path);
  for (int level = 0; level < 3; level++) {
    if (!has[level]) continue;
    snprintf(path + end, sizeof path - end, LIBRARY "%s/dlrun", levels[level]);
    execv(path, arguments);
    if (errno != ENOENT) {
      fprintf(stderr, "dlrun: %s: %s\n", path, strerror(errno));
      return NO_PROGRAM;
    }
  }
  path[end] = '\0';
  if (has[2]) {
    fprintf(stderr, "dlrun: %s" LIBRARY " has no program for this processor\n", path);
  } else {
    fprintf(
        stderr, "dlrun: this processor lacks instructions of x86-64-v2, such as SSE 4.2 and POPCNT\n");
  }
  return NO_PROGRAM;
}
