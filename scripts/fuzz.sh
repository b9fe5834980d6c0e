#!/usr/bin/env bash
# Runs the fuzz targets that `make fuzz` built, as many at once as there are processors, and says of each how many
# inputs were tried, which edges and features of the program they reached, and how many inputs are kept.
#
#   scripts/fuzz.sh PROGRAM SECONDS [TARGET...]  each target that long; what is worth keeping goes to .build/corpus
#   scripts/fuzz.sh PROGRAM merge [TARGET...]    replaces Tests/Corpus by the fewest of these inputs, and of those
#                                                there, that reach all that they reach
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1
grown=.build/corpus
kept=Tests/Corpus
# Not larger, so that the corpora stay small.
longest=8192
# Files for the readers are written where that is fast.
TMPDIR=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")" dlrun-fuzz.XXXXXX)
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR program grown kept longest
# Swift never frees what it knows of types, and tells of crashes in a process of its own, which libFuzzer waits for.
export ASAN_OPTIONS=detect_leaks=0:malloc_context_size=0 SWIFT_BACKTRACE=enable=no

run_target() {
  local target=$1 seconds=$2 log=$grown/$1.log
  export DLRUN_FUZZ=$target
  mkdir -p "$grown/$target" "$kept/$target"
  DLRUN_FUZZ_SEEDS=$grown/$target "$program" > /dev/null
  if "$program" "$grown/$target" "$kept/$target" -max_total_time="$seconds" -dict=Tests/Fuzz/texts.dict \
    -max_len="$longest" -timeout=10 -rss_limit_mb=2048 -print_funcs=0 -detect_leaks=0 \
    -artifact_prefix="$grown/$target-" > /dev/null 2> "$log"; then
    echo "$target: $(sed -n 's/^#\([0-9]*\)\tDONE */\1 tried, /p' "$log")"
  else
    local file
    file=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
    echo "$target: $(grep -m 1 -E 'Fatal error|ERROR|SUMMARY' "$log" || echo 'ended'); $log says more. To repeat it:"
    echo "  DLRUN_FUZZ=$target $program $file"
    return 1
  fi
}

merge_target() {
  local target=$1
  export DLRUN_FUZZ=$target
  mkdir -p "$kept/$target"
  rm -rf "$grown/$target.merged"
  mkdir -p "$grown/$target.merged"
  "$program" -set_cover_merge=1 -use_counters=0 -max_len="$longest" "$grown/$target.merged" "$kept/$target" "$grown/$target" \
    > /dev/null 2> "$grown/$target.log"
  rm -rf "${kept:?}/$target"
  mv "$grown/$target.merged" "$kept/$target"
  echo "$target: $(find "$kept/$target" -type f | wc -l) inputs, $(du -sb "$kept/$target" | cut -f 1) bytes"
}
export -f run_target merge_target

work=$2
shift 2
targets=("$@")
[ ${#targets[@]} -gt 0 ] ||
  targets=(configurations overrides tables streams compressed models checkpoints records events)
mkdir -p "$grown"
case "$work" in
  merge) printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} bash -c 'merge_target {}' ;;
  *) printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I {} bash -c "run_target {} $work" ;;
esac
