#include <stdint.h>

typedef uint8_t bytes64 __attribute__((vector_size(64)));
typedef _Bool bits64 __attribute__((ext_vector_type(64)));

// Which of 64 bytes are this one: a bit for each, the first byte's the lowest. Swift's vectors compare lanes, but have
// no word for the processor's instruction that makes bits of them.
__attribute__((always_inline)) static inline uint64_t placesOfByte(const void *bytes, uint8_t byte) {
  bytes64 block;
  __builtin_memcpy(&block, bytes, 64);
  bits64 equal = __builtin_convertvector(block == byte, bits64);
  uint64_t places;
  __builtin_memcpy(&places, &equal, 8);
  return places;
}
