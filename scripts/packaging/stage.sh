# How packages are put together from what 'make build-levels' built; read by their scripts, not run.

levels=(x86-64-v2 x86-64-v3 x86-64-v4)
# What is computed of a package depends on its files alone: no time, no user.
umask 022
export LC_ALL=C TZ=UTC
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

# $1: a level; $2: a program. The program of that level.
built() { echo ".build/packages/$1/release/$2"; }

version() { "$(built "${levels[0]}" dlrun)" --version; }

# Puts the launcher, the programs and the manual page below a folder.
# $1: the folder.
stage_programs() {
  local level
  mkdir -p "$1/bin" "$1/share/man/man1"
  clang -O2 -Wall -Wextra -Werror -fPIE -pie -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wl,-z,relro,-z,now \
    scripts/packaging/launcher.c -o "$1/bin/dlrun"
  strip --strip-all "$1/bin/dlrun"
  for level in "${levels[@]}"; do
    install -D "$(built "$level" dlrun)" "$1/lib/dlrun/$level/dlrun"
    strip --strip-all --remove-section=.comment --remove-section=.note "$1/lib/dlrun/$level/dlrun"
    # The server of dlrun watch, which is looked for beside the program, is the same for all levels.
    ln -s ../dlrun-watch "$1/lib/dlrun/$level/dlrun-watch"
  done
  install "$(built "${levels[0]}" dlrun-watch)" "$1/lib/dlrun/dlrun-watch"
  strip --strip-all --remove-section=.comment --remove-section=.note "$1/lib/dlrun/dlrun-watch"
  # An empty line is none in the language of manual pages.
  "$(built "${levels[0]}" generate-manual)" "$(built "${levels[0]}" dlrun)" --output-directory - |
    sed 's/^$/.Pp/' > "$1/share/man/man1/dlrun.1"
}

# $1: a shell; $2: the file for its completions.
stage_completion() {
  mkdir -p "$(dirname "$2")"
  "$(built "${levels[0]}" dlrun)" --generate-completion-script "$1" > "$2"
}

# Puts the configurations that come with dlrun, and the small tables that these name, into a folder.
# $1: the folder.
stage_examples() {
  git ls-files -z configs datasets | while IFS= read -r -d '' file; do
    install -D -m 644 "$file" "$1/$file"
  done
}
