# How scripts install what the machine lacks; read by them, not run.

# Installs packages of Debian by apt-get, with sudo where the user is not root; says what is missing
# where that cannot be done, and returns 1.
apt_get_install() {
  local as_root=()
  if ! command -v apt-get > /dev/null; then
    echo "$* is missing; there is no apt-get here to install it with" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "$* is missing: run 'apt-get install $*' as root" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing $* ..." >&2
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2
}
