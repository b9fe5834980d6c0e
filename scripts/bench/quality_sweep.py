#!/usr/bin/env python3
"""Tries settings of training on the development tables, for the choice of what `dlrun init` proposes.

Usage: quality_sweep.py [--tables TEXT] [--large] [--task TASK] [--seeds N] NAME KEY=VALUE …

Trains what init proposes with the changes and prints how it is to the better of the two tree ensembles on
each table, and in the mean. Results are kept, as in quality_runs.py, and the line of the means is added
to .build/bench/quality-sweep.txt.
"""

import argparse
import warnings

import numpy as np

import programs
from quality_peers import TREES
from quality_runs import Results
from quality_tables import development_tables


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", default="", help="a part of the tables' names")
    parser.add_argument("--large", action="store_true", help="the tables of more than 10,000 training rows")
    parser.add_argument("--task", choices=["classification", "regression"])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("name")
    parser.add_argument("changes", nargs="*")
    options = parser.parse_args()
    results = Results()
    distances = {"log_loss": [], "rmse": [], "accuracy": []}
    for table in development_tables():
        is_large = (table.limit or 0) > 10_000
        task = "classification" if table.is_classification else "regression"
        if (options.tables not in table.name or is_large != options.large
                or options.task not in (None, task)):
            continue
        # A network for numbers has another loss and another output.
        changes = [
            change.replace("OUTPUT", "softmax" if table.is_classification else "identity")
            for change in options.changes if table.is_classification or "smoothing" not in change]

        def mean(metric, of):
            return np.mean([of(seed)[metric] for seed in range(options.seeds)])

        def distance(metric):
            own = mean(metric, lambda seed: results.of_dlrun(table, seed, changes))
            trees = [mean(metric, lambda seed: results.of_peer(name, table, seed)) for name in TREES]
            if metric == "accuracy":
                return own - max(trees)
            return np.log(own / min(trees))

        if table.is_classification:
            distances["log_loss"].append(distance("log_loss"))
            distances["accuracy"].append(distance("accuracy"))
            print(
                f"{table.name:16} log loss {100 * np.expm1(distances['log_loss'][-1]):+6.1f} %  "
                f"accuracy {100 * distances['accuracy'][-1]:+5.1f}", flush=True)
        else:
            distances["rmse"].append(distance("rmse"))
            print(f"{table.name:16} RMSE     {100 * np.expm1(distances['rmse'][-1]):+6.1f} %", flush=True)
    parts = [options.name]
    for metric, values in distances.items():
        if not values:
            continue
        percent = 100 * np.array(values) if metric == "accuracy" else 100 * np.expm1(values)
        # A single table should not decide: distances beyond 15 % or points count as 15.
        parts.append(f"{metric} {np.clip(percent, -15, 15).mean():+.2f}")
        if metric != "accuracy":
            parts.append(f"({np.sum(percent <= 2)}/{len(values)} within 2 %, worst {max(percent):+.0f} %)")
    line = "  ".join(parts)
    print(line)
    with open(programs.FOLDER / "quality-sweep.txt", "a") as file:
        file.write(line + "\n")


main()
