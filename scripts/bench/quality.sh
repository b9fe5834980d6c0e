#!/usr/bin/env bash
# Compares what `dlrun init` proposes with scikit-learn's networks and trees on real tables, into
# QUALITY.md beside this file, once `make build` is done. The first time takes about an hour on two cores,
# mostly for the others on the largest tables; their results are kept in .build/bench.
#
#     scripts/bench/quality.sh
#
# The others come from the benchmark's virtual environment, or from the Python that
# DLRUN_BENCH_PYTHON names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/setup.sh" quality
"${DLRUN_BENCH_PYTHON:-$here/../../.build/bench/venv/bin/python}" "$here/quality.py"
