// The part of OpenBLAS that the engine calls: CBLAS products and the thread count.
#include <cblas.h>
