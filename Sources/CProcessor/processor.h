// What Swift has no word for: hints to the processor, what the compiler knows about it, comparisons of bytes as bits, and
// shuffles of vectors.
#include <stddef.h>
#include <stdint.h>

// Asks for memory that will soon be read, into the second level of the cache, which has room for all that is asked for
// at once. Any address may be given.
static inline void prefetch(const void *address) { __builtin_prefetch(address, 0, 2); }

// Whether 32 registers hold 64 bytes each.
#ifdef __AVX512F__
#define HAS_WIDE_REGISTERS 1
#else
#define HAS_WIDE_REGISTERS 0
#endif

// Which of 64 bytes are this one: a bit for each, the first byte's the lowest.
static inline uint64_t placesOfByte(const void *bytes, uint8_t byte) {
  typedef uint8_t Bytes64 __attribute__((vector_size(64), aligned(1)));
  typedef _Bool Bits64 __attribute__((ext_vector_type(64)));
  Bits64 equal = __builtin_convertvector(*(const Bytes64 *)bytes == byte, Bits64);
  uint64_t places;
  __builtin_memcpy(&places, &equal, sizeof places);
  return places;
}

// Blocks of rows that become columns. A quarter of a register is loaded from each of four rows; what is combined then
// stays in its quarter, as processors prefer.

typedef float Float4 __attribute__((vector_size(16), aligned(4)));
typedef float Float16 __attribute__((vector_size(64), aligned(4)));
typedef double Double2 __attribute__((vector_size(16), aligned(8)));
typedef double Double8 __attribute__((vector_size(64), aligned(8)));

// The steps of a block, of as many rows as a register has elements.
enum { transposedFloats = 4, transposedDoubles = 2 };

// Rows `first`, first + 4, + 8 and + 12, or the last one in the place of those behind it.
static inline Float16 fourRowsOfFloats(const float *source, ptrdiff_t stride, ptrdiff_t first, ptrdiff_t last) {
  Float4 rows[4];
  for (int quarter = 0; quarter < 4; quarter++) {
    ptrdiff_t row = first + 4 * quarter;
    rows[quarter] = *(const Float4 *)(source + (row < last ? row : last) * stride);
  }
  typedef float Float8 __attribute__((vector_size(32)));
  Float8 low = __builtin_shufflevector(rows[0], rows[1], 0, 1, 2, 3, 4, 5, 6, 7);
  Float8 high = __builtin_shufflevector(rows[2], rows[3], 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

// Sixteen rows of four elements become four rows of sixteen, `width` apart; where there are fewer, up to `last`,
// what is behind these has no meaning.
static inline void transposeFloats(
    const float *source, ptrdiff_t stride, ptrdiff_t last, float *target, ptrdiff_t width) {
  Float16 a = fourRowsOfFloats(source, stride, 0, last), b = fourRowsOfFloats(source, stride, 1, last);
  Float16 c = fourRowsOfFloats(source, stride, 2, last), d = fourRowsOfFloats(source, stride, 3, last);
  Float16 ab01 = __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
  Float16 ab23 = __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  Float16 cd01 = __builtin_shufflevector(c, d, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
  Float16 cd23 = __builtin_shufflevector(c, d, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  *(Float16 *)target =
      __builtin_shufflevector(ab01, cd01, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
  *(Float16 *)(target + width) =
      __builtin_shufflevector(ab01, cd01, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  *(Float16 *)(target + 2 * width) =
      __builtin_shufflevector(ab23, cd23, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
  *(Float16 *)(target + 3 * width) =
      __builtin_shufflevector(ab23, cd23, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}

static inline Double8 fourRowsOfDoubles(const double *source, ptrdiff_t stride, ptrdiff_t first, ptrdiff_t last) {
  Double2 rows[4];
  for (int quarter = 0; quarter < 4; quarter++) {
    ptrdiff_t row = first + 2 * quarter;
    rows[quarter] = *(const Double2 *)(source + (row < last ? row : last) * stride);
  }
  typedef double Double4 __attribute__((vector_size(32)));
  Double4 low = __builtin_shufflevector(rows[0], rows[1], 0, 1, 2, 3);
  Double4 high = __builtin_shufflevector(rows[2], rows[3], 0, 1, 2, 3);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}

// The same for eight rows of two elements.
static inline void transposeDoubles(
    const double *source, ptrdiff_t stride, ptrdiff_t last, double *target, ptrdiff_t width) {
  Double8 a = fourRowsOfDoubles(source, stride, 0, last), b = fourRowsOfDoubles(source, stride, 1, last);
  *(Double8 *)target = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
  *(Double8 *)(target + width) = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
}

typedef float Lanes32 __attribute__((ext_vector_type(8)));
typedef double Lanes64 __attribute__((ext_vector_type(8)));
typedef int Places __attribute__((ext_vector_type(8)));

// Lane i of the result is lane places[i], from 0 to 7, of the lanes given.
static inline Lanes32 permuted32(Lanes32 lanes, Places places) {
#ifdef __AVX2__
  return __builtin_ia32_permvarsf256(lanes, places);
#else
  Lanes32 result;
  for (int lane = 0; lane < 8; lane++) result[lane] = lanes[places[lane] & 7];
  return result;
#endif
}

static inline Lanes64 permuted64(Lanes64 lanes, Places places) {
#ifdef __AVX512F__
  typedef long long Wide __attribute__((ext_vector_type(8)));
  return __builtin_ia32_permvardf512(lanes, __builtin_convertvector(places, Wide));
#else
  Lanes64 result;
  for (int lane = 0; lane < 8; lane++) result[lane] = lanes[places[lane] & 7];
  return result;
#endif
}
