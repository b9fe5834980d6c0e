#!/usr/bin/env bash
# Shows the gradient of each layer at the start of training: its Euclidean norm over the layer's
# weights, with all training rows in one batch.
#
#     scripts/gradient_norms.sh CONFIG
#
# One update of plain descent at rate 1 moves the weights by exactly minus their gradient, so the
# norms are read off two saved models, before and after it. Uses $DLRUN, or .build/release/dlrun.
set -euo pipefail

. "$(dirname "$0")/common.sh"

[ $# -eq 1 ] || fail "usage: scripts/gradient_norms.sh CONFIG" 64
find_config_and_dlrun "$1"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for epochs in 0 1; do
  "$dlrun" train "$config" --quiet --out "$work/$epochs" \
    --set training.epochs="$epochs" --set training.descent=batch \
    --set training.precision=float64 --set training.log_steps=false \
    --set 'optimizer={"name":"gradient_descent","learning_rate":1}' \
    --set 'regularization={"kind":"none"}' >/dev/null ||
    fail "dlrun stopped with exit code $?"
done

# The bytes of a safetensors file that a command wants: 8 bytes hold the length of the header.
header_length() {
  od -An -v -tu8 -N8 "$1" | tr -d ' '
}
header() {
  dd if="$1" bs=1 skip=8 count="$(header_length "$1")" status=none
}
values() {
  od -An -v -tf8 -w8 -j "$(($(header_length "$1") + 8))" "$1"
}

# layer, first and last value of each weight tensor, counted in values of 8 bytes.
header "$work/0/model.safetensors" |
  grep -oE '"layers\.[0-9]+\.weight" *: *\{[^}]*\}' |
  sed -E 's/"layers\.([0-9]+)\.weight".*"data_offsets" *: *\[ *([0-9]+) *, *([0-9]+) *\].*/\1 \2 \3/' |
  sort -n >"$work/tensors"

paste -d ' ' <(values "$work/0/model.safetensors") <(values "$work/1/model.safetensors") |
  awk -v tensors="$work/tensors" '
    BEGIN {
      while ((getline line < tensors) > 0) {
        split(line, part, " ")
        layer[++count] = part[1]; first[count] = part[2] / 8; last[count] = part[3] / 8
      }
    }
    {
      for (i = 1; i <= count; i++)
        if (NR > first[i] && NR <= last[i]) { change = $1 - $2; sum[i] += change * change }
    }
    END {
      printf "%5s  %s\n", "layer", "norm of the gradient"
      for (i = 1; i <= count; i++) printf "%5d  %.3e\n", layer[i], sqrt(sum[i])
    }'
