// What the processor does with the lanes of vectors, which Swift has no word for.

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
