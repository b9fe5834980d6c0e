#!/usr/bin/env bash
# Installs what building needs and the machine lacks, zlib and libzstd with their headers, by apt-get.
#
#     scripts/install_dependencies.sh [tests]
#
# With "tests", also what exports, pages, ranks and pictures are tested with: Node, Chromium, Open MPI, gnuplot and
# Graphviz, and in .build/python a virtual environment of Python with the packages of Tests/requirements.txt.
set -euo pipefail
. "$(dirname "$0")/apt_get.sh"

if ! command -v swift > /dev/null; then
  echo "dlrun needs a Swift toolchain, 6.3 or later: see https://www.swift.org/install" >&2
  exit 1
fi

# Whether a program can be linked with a library.
# $1: the library; $2: a header; $3: a statement that calls the library.
links() {
  printf '#include <%s>\nint main(void) { %s; return 0; }\n' "$2" "$3" |
    clang -x c - "-l$1" -o /dev/null 2> /dev/null
}

has() {
  case "$1" in
    zlib1g-dev) links z zlib.h 'zlibVersion()' ;;
    libzstd-dev) links zstd zstd.h 'ZSTD_versionNumber()' ;;
    python3-venv) python3 -c 'import venv, ensurepip' 2> /dev/null ;;
    nodejs) command -v node > /dev/null ;;
    chromium) command -v chromium > /dev/null ;;
    openmpi-bin) command -v mpirun.openmpi > /dev/null ;;
    gnuplot-nox) command -v gnuplot > /dev/null ;;
    graphviz) command -v dot > /dev/null ;;
  esac
}

packages=(zlib1g-dev libzstd-dev)
[ "${1:-}" != tests ] || packages+=(python3-venv nodejs chromium openmpi-bin gnuplot-nox graphviz)
missing=()
for package in "${packages[@]}"; do
  has "$package" || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] || apt_get_install "${missing[@]}"
for package in "${missing[@]}"; do
  if ! has "$package"; then
    echo "$package is installed, but cannot be used" >&2
    exit 1
  fi
done

if [ "${1:-}" = tests ]; then
  cd "$(dirname "$0")/.."
  environment=.build/python
  if ! cmp -s Tests/requirements.txt "$environment/requirements.txt"; then
    echo "Setting up the virtual environment $environment ..." >&2
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
    cp Tests/requirements.txt "$environment/requirements.txt"
  fi
fi
