#!/usr/bin/env bash
# Makes .build/packages/dlrun_VERSION_amd64.deb of the programs of 'make build-levels', and looks it over with lintian;
# the same programs give the same bytes. DEBFULLNAME and DEBEMAIL name the maintainer, else it is git's last author.
#
#     scripts/packaging/deb.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/packaging/stage.sh
. scripts/apt_get.sh

missing=()
command -v dpkg-shlibdeps > /dev/null || missing+=(dpkg-dev)
command -v lintian > /dev/null || missing+=(lintian)
[ "${#missing[@]}" -eq 0 ] || apt_get_install "${missing[@]}"

version=$(version)
maintainer="${DEBFULLNAME:-$(git log -1 --format=%an)} <${DEBEMAIL:-$(git log -1 --format=%ae)}>"
scratch=.build/packages/deb
root=$scratch/root
documents=$root/usr/share/doc/dlrun
rm -rf "$scratch"
stage_programs "$root/usr"
gzip -9 --no-name "$root/usr/share/man/man1/dlrun.1"
stage_completion bash "$root/usr/share/bash-completion/completions/dlrun"
# It is read, not run.
sed -i '1{/^#!/d}' "$root/usr/share/bash-completion/completions/dlrun"
stage_completion zsh "$root/usr/share/zsh/vendor-completions/_dlrun"
stage_completion fish "$root/usr/share/fish/vendor_completions.d/dlrun.fish"
stage_examples "$documents/examples"
install -m 644 README.md "$documents"

cat > "$documents/copyright" << END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: dlrun

Files: *
Copyright: $(date --date="@$SOURCE_DATE_EPOCH" +%Y) ${maintainer% <*}
License: Apache-2.0

License: Apache-2.0
 On Debian systems, the full text of the Apache License, version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
Comment:
 The programs contain the Swift standard library and swift-argument-parser, both
 Copyright Apple Inc. and the Swift project authors, and swift-protobuf,
 Copyright Apple Inc. and the project authors, each under the Apache License,
 version 2.0, with Runtime Library Exception.
END
gzip -9 --no-name > "$documents/changelog.gz" << END
dlrun ($version) unstable; urgency=medium

  * Version $version.

 -- $maintainer  $(date --date="@$SOURCE_DATE_EPOCH" --rfc-email)
END

# dpkg-shlibdeps knows the libraries that programs are linked with.
mkdir -p "$scratch/debian" "$root/DEBIAN"
printf 'Source: dlrun\n\nPackage: dlrun\nArchitecture: amd64\n' > "$scratch/debian/control"
libraries=$(cd "$scratch" &&
  dpkg-shlibdeps -O root/usr/bin/dlrun root/usr/lib/dlrun/dlrun-watch root/usr/lib/dlrun/*/dlrun | sed -n 's/^shlibs:Depends=//p')

cat > "$root/DEBIAN/control" << END
Package: dlrun
Version: $version
Architecture: amd64
Maintainer: $maintainer
Installed-Size: $(du -k --apparent-size --summarize "$root/usr" | cut -f1)
Depends: $libraries
Suggests: gnuplot-nox | gnuplot, graphviz
Section: science
Priority: optional
Description: train neural networks that a JSON file describes on CSV files
 dlrun reads a network, its training and the columns of a table from a JSON
 file, trains, and keeps curves, metrics and the model in a folder. It evaluates
 and predicts, explains what a model looks at, compares and diagnoses runs, and
 exports models to C, JavaScript, ONNX, Python and SQL.
 .
 The program that begins is the one for the processor's vector instructions:
 SSE 4.2, AVX2 or AVX-512.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

package=.build/packages/dlrun_${version}_amd64.deb
dpkg-deb --root-owner-group --uniform-compression -Zxz --build "$root" "$package" >&2
lintian --fail-on error,warning "$package" >&2
echo "$package"
