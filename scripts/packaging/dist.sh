#!/usr/bin/env bash
# Makes .build/packages/dlrun-VERSION-linux-x86_64.tar.gz of the programs of 'make build-levels'; the same programs give
# the same bytes.
#
#     scripts/packaging/dist.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/packaging/stage.sh

name=dlrun-$(version)-linux-x86_64
scratch=.build/packages/dist
rm -rf "$scratch"
stage_programs "$scratch/$name"
stage_completion bash "$scratch/$name/share/bash-completion/completions/dlrun"
stage_completion zsh "$scratch/$name/share/zsh/site-functions/_dlrun"
stage_completion fish "$scratch/$name/share/fish/vendor_completions.d/dlrun.fish"
stage_examples "$scratch/$name"
install -m 644 LICENSE README.md "$scratch/$name"
tar --create --directory "$scratch" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  --format=gnu "$name" | gzip -9 --no-name > ".build/packages/$name.tar.gz"
echo ".build/packages/$name.tar.gz"
