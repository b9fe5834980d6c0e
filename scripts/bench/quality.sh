#!/usr/bin/env bash
# Compares what `dlrun init` proposes with scikit-learn's networks and trees on real tables, into
# QUALITY.md beside this file. Takes a few minutes, once `make build` is done.
#
#     scripts/bench/quality.sh
#
# The others come from the benchmark's virtual environment, or from the Python that
# DLRUN_BENCH_PYTHON names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup.sh"
"${DLRUN_BENCH_PYTHON:-$here/../../.build/bench/venv/bin/python}" "$here/quality.py"
