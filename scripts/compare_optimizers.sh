#!/usr/bin/env bash
# Compares every optimizer on one configuration: same initial weights, same order of rows.
#
#     scripts/compare_optimizers.sh CONFIG [CURVES.csv]
#
# A learning rate that suits one optimizer does not suit another, so each is tried at its default
# rate and at a tenth, ten and a hundred times that, and the table shows its best (least training
# loss at the end). The curves of these go to one file, runs/<name>-optimizers.csv unless another is named.
# Uses $DLRUN, or .build/release/dlrun.
set -euo pipefail

. "$(dirname "$0")/common.sh"

[ $# -eq 1 ] || [ $# -eq 2 ] || fail "usage: scripts/compare_optimizers.sh CONFIG [CURVES.csv]" 64
find_config_and_dlrun "$1"
name=$(basename "$config" .json)
curves=${2:-runs/$name-optimizers.csv}
mkdir -p "$(dirname "$curves")" || fail "cannot create the folder of $curves" 73

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

optimizers="gradient_descent momentum nesterov adagrad rmsprop adam adamw"
choices=
for optimizer in $optimizers; do
  case $optimizer in
    rmsprop | adam | adamw) rates="0.0001 0.001 0.01 0.1" ;;
    *) rates="0.001 0.01 0.1 1" ;;
  esac
  for rate in $rates; do
    choices="$choices${choices:+,}{\"name\":\"$optimizer\",\"learning_rate\":$rate}"
  done
done

echo "training: each of $optimizers at four rates" >&2
race="$work/race"
status=0
"$dlrun" race "$config" --quiet --out "$race" --set training.evaluate_train=true \
  --vary "optimizer=$choices" >/dev/null 2>"$work/messages" || status=$?
# Status 1: all diverged, which the table tells.
if [ "$status" -gt 1 ]; then
  cat "$work/messages" >&2
  fail "dlrun stopped with exit code $status" "$status"
fi

for optimizer in $optimizers; do
  for folder in "$race/$optimizer"-*; do
    for run in "$folder"/seed-*; do
      # A run that diverged keeps its curves, but cannot be the best.
      diverged=1
      [ ! -f "$run/model.safetensors" ] || diverged=0
      if [ ! -f "$work/all.csv" ]; then
        sed -n '1s/^/optimizer,rate,diverged,/p' "$run/curves.csv" >"$work/all.csv"
      fi
      awk -v prefix="$optimizer,${folder##*=},$diverged," 'NR > 1 { print prefix $0 }' \
        "$run/curves.csv" >>"$work/all.csv"
    done
  done
done

awk -F, -v kept="$work/best.csv" '
  NR == 1 {
    for (i = 1; i <= NF; i++) column[$i] = i
    metric = ("validation_accuracy" in column) ? "accuracy" : "rmse"
    header = $1 "," substr($0, index($0, ",diverged,") + 10)
    next
  }
  {
    key = $1 "," $2
    if (!(key in rows)) { keys[++count] = key; optimizer[key] = $1; rate[key] = $2; diverged[key] = $3 }
    if ($1 != seen) { seen = $1; names[++different] = $1 }
    n = ++rows[key]
    text[key, n] = $0
    loss[key, n] = $column["train_eval_loss"]
    if ($column["epoch"] == 0) {
      if (start == "") start = $column["train_loss"]
      # compared as text: the shortest form that reads back to the same value is one per value
      if ($column["train_loss"] "" != start "") { unequal = key " starts at " $column["train_loss"] }
    }
    last[key] = $column["train_eval_loss"]
    held[key] = $column["validation_loss"]; score[key] = $column["validation_" metric]
  }
  END {
    if (unequal != "") {
      print "compare_optimizers.sh: the first loss differs: " unequal ", others at " start > "/dev/stderr"
      exit 1
    }
    for (k = 1; k <= count; k++) {
      key = keys[k]; name = optimizer[key]
      if (diverged[key]) { lost[name] = lost[name] " " rate[key]; continue }
      if (!(name in best) || last[key] + 0 < last[best[name]] + 0) best[name] = key
    }
    for (k = 1; k <= different; k++) {
      name = names[k]
      if (name in best && (goal == "" || last[best[name]] + 0 > goal)) goal = last[best[name]] + 0
    }
    print header > kept
    printf "every optimizer starts at a training loss of %s\n", start
    printf "%-18s %8s %14s %14s %14s %18s  %s\n", "optimizer", "rate", "train loss", \
      "validation", "validation", "epochs until", "diverged"
    printf "%-18s %8s %14s %14s %14s %18s  %s\n", "", "", "at the end", "loss", metric, \
      "loss <= " sprintf("%.3g", goal), "at rates"
    for (k = 1; k <= different; k++) {
      name = names[k]
      if (!(name in best)) {
        printf "%-18s %8s %14s %14s %14s %18s %s\n", name, "-", "-", "-", "-", "-", lost[name]
        continue
      }
      key = best[name]; until = "-"
      for (n = 1; n <= rows[key]; n++) {
        if (until == "-" && loss[key, n] + 0 <= goal) until = n - 1
        line = text[key, n]
        sub(/^[^,]*,[^,]*,[^,]*,/, "", line)
        print name "," line > kept
      }
      printf "%-18s %8s %14s %14s %14s %18s %s\n", name, rate[key], sprintf("%.4g", last[key]), \
        held[key] == "" ? "-" : sprintf("%.4g", held[key]), \
        score[key] == "" ? "-" : sprintf("%.4g", score[key]), until, lost[name]
    }
  }' "$work/all.csv"
cp "$work/best.csv" "$curves" || fail "cannot write $curves" 73
echo "curves: $curves"
