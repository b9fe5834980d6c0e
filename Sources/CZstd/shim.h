// The part of libzstd that reading Zstandard needs: decompression as a stream, and its errors.
#include <zstd.h>
#include <zstd_errors.h>
