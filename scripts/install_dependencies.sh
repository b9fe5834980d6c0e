#!/usr/bin/env bash
# Installs what building needs and the machine lacks: OpenBLAS with its headers, by apt-get.
set -euo pipefail

if ! command -v swift > /dev/null; then
  echo "dlrun needs a Swift toolchain, 6.3 or later: see https://www.swift.org/install" >&2
  exit 1
fi

has_openblas() {
  printf '#include <cblas.h>\nint main(void) { openblas_set_num_threads(1); return 0; }\n' |
    clang -x c - -lopenblas -o /dev/null 2> /dev/null
}

has_openblas && exit 0
if ! command -v apt-get > /dev/null; then
  echo "dlrun needs OpenBLAS with its headers; there is no apt-get here to install it with" >&2
  exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo > /dev/null; then
  as_root=(sudo)
else
  echo "dlrun needs libopenblas-dev: run 'apt-get install libopenblas-dev' as root" >&2
  exit 1
fi
echo "Installing libopenblas-dev ..." >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libopenblas-dev >&2
if ! has_openblas; then
  echo "libopenblas-dev is installed, but a program cannot be linked with it" >&2
  exit 1
fi
