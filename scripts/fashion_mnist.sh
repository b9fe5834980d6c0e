#!/usr/bin/env bash
# Makes datasets/fashion-mnist-train.csv and datasets/fashion-mnist-test.csv (label,p0,...,p783) from
# Debian's package dataset-fashion-mnist, which is installed if it is missing.
#
#     scripts/fashion_mnist.sh
#
# Needs only what every Debian has (od, awk, gzip, apt-get). About 160 MB on disk.
set -euo pipefail

package=dataset-fashion-mnist
export DEBIAN_FRONTEND=noninteractive
cd "$(dirname "$0")/.."

fail() {
  echo "fashion_mnist.sh: $1" >&2
  exit 1
}

install_package() {
  command -v apt-get >/dev/null ||
    fail "this needs the Debian package $package, and there is no apt-get to install it with"
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      fail "this needs the Debian package $package: run 'apt-get install $package' as root, then this again"
    as_root=sudo
  fi
  echo "installing $package" >&2
  $as_root apt-get install -qq -y --no-install-recommends "$package" >&2 ||
    { $as_root apt-get update -qq >&2 && $as_root apt-get install -qq -y --no-install-recommends "$package" >&2; } ||
    fail "apt-get could not install $package"
}

# Where the package keeps a file, whatever folder it chose and whether or not it is compressed.
find_file() {
  dpkg -L "$package" 2>/dev/null | grep -E "/$1(\.gz)?$" | head -n 1 || true
}

# The bytes of a file after its header of $2 bytes, $3 numbers to a line.
numbers() {
  gzip -dcf "$1" | od -An -v -tu1 -w"$3" -j "$2"
}

# convert SPLIT IMAGES LABELS ROWS: images have a header of 16 bytes, labels one of 8.
convert() {
  local target="datasets/fashion-mnist-$1.csv"
  echo "writing $target" >&2
  {
    awk 'BEGIN { printf "label"; for (i = 0; i < 784; i++) printf ",p%d", i; print "" }'
    paste -d ' ' <(numbers "$3" 8 1) <(numbers "$2" 16 784) | sed 's/^ *//; s/  */,/g'
  } >"$target.part"
  [ "$(wc -l <"$target.part")" -eq "$(($4 + 1))" ] || fail "$target has not $4 rows: is the package whole?"
  mv "$target.part" "$target"
}

trap 'rm -f datasets/fashion-mnist-*.csv.part' EXIT

[ -n "$(find_file train-images-idx3-ubyte)" ] || install_package
for split in "train train 60000" "test t10k 10000"; do
  read -r name prefix rows <<<"$split"
  images=$(find_file "$prefix-images-idx3-ubyte")
  labels=$(find_file "$prefix-labels-idx1-ubyte")
  [ -n "$images" ] && [ -n "$labels" ] || fail "$package holds no $prefix images and labels"
  convert "$name" "$images" "$labels" "$rows"
done
