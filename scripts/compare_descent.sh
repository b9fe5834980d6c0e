#!/usr/bin/env bash
# Compares batch, stochastic and mini-batch descent on one configuration.
#
#     scripts/compare_descent.sh CONFIG [CURVES.csv]
#
# Races the three from the same initial weights and prints one table; the curves of the three runs
# go to one file, runs/<name>-descent.csv unless another is named. Uses $DLRUN, or .build/release/dlrun.
set -euo pipefail

. "$(dirname "$0")/common.sh"

[ $# -eq 1 ] || [ $# -eq 2 ] || fail "usage: scripts/compare_descent.sh CONFIG [CURVES.csv]" 64
find_config_and_dlrun "$1"
name=$(basename "$config" .json)
curves=${2:-runs/$name-descent.csv}
mkdir -p "$(dirname "$curves")" || fail "cannot create the folder of $curves" 73

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "training: batch, mini_batch, stochastic" >&2
status=0
# On one thread, one after the other, so that their times can be compared.
"$dlrun" race "$config" --quiet --out "$work/race" --threads 1 \
  --vary training.descent=batch,mini_batch,stochastic --set training.log_steps=true \
  --set training.evaluate_train=true >/dev/null || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 1 ] || fail "dlrun stopped with exit code $status" "$status"
for descent in batch mini_batch stochastic; do
  mv "$work/race/$descent"/seed-* "$work/$descent"
  [ -f "$work/$descent/model.safetensors" ] || echo "$descent diverged" >&2
done

for descent in batch mini_batch stochastic; do
  awk -v descent="$descent" -v first="$([ "$descent" = batch ] && echo 1)" \
    'NR == 1 { if (first) print "descent," $0; next } { print descent "," $0 }' \
    "$work/$descent/curves.csv"
done >"$work/curves.csv"
cp "$work/curves.csv" "$curves" || fail "cannot write $curves" 73

# Loss is the training rows' loss evaluated after an epoch; that evaluation is part of the times,
# equal for all three. Equal time: the time that the fastest of
# the three took for all its epochs, each run read at its last epoch that ended by then. Noise: the update_noise of
# `dlrun doctor --json`, the mean change of the loss from one update to the next, relative to the mean loss.
for descent in batch mini_batch stochastic; do
  noise=$("$dlrun" doctor "$work/$descent" --json | sed -n 's/.*"update_noise": *\([0-9][^,}]*\).*/\1/p')
  echo "$descent,${noise:--}"
done >"$work/noise.csv"
awk -F, -v work="$work" '
  FILENAME == work "/curves.csv" {
    if (FNR == 1) { for (i = 1; i <= NF; i++) column[$i] = i; next }
    d = $1
    if (!(d in rows)) order[++count] = d
    n = rows[d]++
    seconds[d, n] = $column["seconds"]; loss[d, n] = $column["train_eval_loss"]
    step[d] = $column["step"]
    next
  }
  { noise[$1] = $2 }
  END {
    # A run that diverged has fewer epochs: all are compared where the shortest ends.
    for (k = 1; k <= count; k++) {
      d = order[k]; epochs = rows[d] - 1
      if (k == 1 || epochs < equal) equal = epochs
      if (k == 1 || seconds[d, epochs] < limit) limit = seconds[d, epochs]
    }
    printf "%-12s %10s %12s %14s %16s %12s\n", "descent", "updates", "ms", "loss after", \
      "loss after", "noise of"
    printf "%-12s %10s %12s %14s %16s %12s\n", "", "an epoch", "an epoch", equal " epochs", \
      sprintf("%.3f s", limit), "the loss"
    for (k = 1; k <= count; k++) {
      d = order[k]; epochs = rows[d] - 1
      for (n = 0; n < rows[d] && seconds[d, n] <= limit; n++) timed = loss[d, n]
      printf "%-12s %10d %12.3f %14s %16s %12s\n", d, epochs ? step[d] / epochs : 0, \
        epochs ? 1000 * seconds[d, epochs] / epochs : 0, sprintf("%.4g", loss[d, equal]), \
        sprintf("%.4g", timed), noise[d] == "-" ? "-" : sprintf("%.3g", noise[d])
    }
  }' "$work/curves.csv" "$work/noise.csv"
echo "curves: $curves"
