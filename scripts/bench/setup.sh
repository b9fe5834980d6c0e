#!/usr/bin/env bash
# Sets up what dlrun is compared with, in .build/bench: a virtual environment with the packages of
# requirements.txt, and the C programs. What cannot be had is said and left out of the benchmark.
#
#     scripts/bench/setup.sh [quality]
#
# With "quality", there is only what that comparison needs, the packages of requirements-quality.txt. With
# DLRUN_BENCH_PYTHON, a Python that has the packages, no environment is made.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../apt_get.sh"
folder=$here/../../.build/bench
requirements=requirements${1:+-$1}.txt
mkdir -p "$folder"

if [ -z "${DLRUN_BENCH_PYTHON:-}" ] && ! cmp -s "$here/$requirements" "$folder/$requirements"; then
  python3 -c 'import venv, ensurepip' 2> /dev/null || apt_get_install python3-venv
  echo "Setting up the virtual environment .build/bench/venv ..." >&2
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --requirement "$here/$requirements"
  cp "$here/$requirements" "$folder/$requirements"
fi
[ $# -eq 0 ] || exit 0

compile() {
  clang -O3 -march=native "$here/$1.c" -o "$folder/$1" "${@:2}" 2> "$folder/$1.log"
}

compile xor -lm
if ! compile xor_fann -lfann -lm; then
  apt_get_install libfann-dev && compile xor_fann -lfann -lm || echo "FANN is left out" >&2
fi
