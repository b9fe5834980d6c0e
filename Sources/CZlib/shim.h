// The part of zlib that reading gzip needs: inflate.
#include <zlib.h>
