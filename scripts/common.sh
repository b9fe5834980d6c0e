# What the scripts that run dlrun on a configuration begin with; read by them, not run.

# Says what is wrong, by the script's name, and ends it with an exit code (1 unless another is given).
fail() {
  echo "$(basename "$0"): $1" >&2
  exit "${2:-1}"
}

# Sets $config to the configuration and $dlrun to the program: $DLRUN, or .build/release/dlrun.
find_config_and_dlrun() {
  config=$1
  [ -r "$config" ] || fail "cannot read $config" 66
  dlrun=${DLRUN:-$(dirname "$0")/../.build/release/dlrun}
  [ -x "$dlrun" ] || fail "no program at $dlrun: run 'make build', or set DLRUN" 66
}
