// Takes the place of the C library's allocation functions in the test program, and counts.
#include "AllocationCounter.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// Sanitizers have allocation functions of their own.
#define STEPS_ASIDE
#endif
#endif

#ifdef STEPS_ASIDE

bool allocation_counter_counts(void) { return false; }
void allocation_counter_start(void) {}
long allocation_counter_stop(void) { return 0; }

#else

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local bool counting;
static _Thread_local long count;

static void note(void) {
  if (counting) count++;
}

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  note();
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  note();
  *block = __libc_memalign(alignment, size);
  return *block || !size ? 0 : ENOMEM;
}

void allocation_counter_start(void) {
  count = 0;
  counting = true;
}

long allocation_counter_stop(void) {
  counting = false;
  return count;
}

bool allocation_counter_counts(void) { return true; }

#endif
