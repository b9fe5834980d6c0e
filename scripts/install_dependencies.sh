#!/usr/bin/env bash
# Installs what building needs and the machine lacks: OpenBLAS with its headers, by apt-get.
set -euo pipefail
. "$(dirname "$0")/apt_get.sh"

if ! command -v swift > /dev/null; then
  echo "dlrun needs a Swift toolchain, 6.3 or later: see https://www.swift.org/install" >&2
  exit 1
fi

has_openblas() {
  printf '#include <cblas.h>\nint main(void) { openblas_set_num_threads(1); return 0; }\n' |
    clang -x c - -lopenblas -o /dev/null 2> /dev/null
}

has_openblas && exit 0
apt_get_install libopenblas-dev
if ! has_openblas; then
  echo "libopenblas-dev is installed, but a program cannot be linked with it" >&2
  exit 1
fi
