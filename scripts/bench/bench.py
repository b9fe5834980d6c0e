#!/usr/bin/env python3
"""Compares dlrun's speed with that of other programs.

Usage: bench.py [--quick] [--rounds N] [--only TEXT]

All programs of a workload take turns: each runs once, then each runs again, and so on. A ratio is formed
within each round; the table shows its median and its range over the rounds. The whole benchmark
writes RESULTS.md beside this file; the quick one, with fewer rows and rounds, only prints.
"""

import argparse
import json
import sys

import machine
import programs
import report
import workloads
from programs import Unavailable

# Without these there is nothing to compare.
OWN = ("dlrun", "dlrun, portable", "products")
TUNING_FILE = programs.FOLDER / "tuning.json"


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, quick, rounds, only):
        self.quick = quick
        self.rounds = rounds or (2 if quick else 5)
        self.only = only.lower()
        self.tuning = {}
        if quick and TUNING_FILE.exists():
            self.tuning = json.loads(TUNING_FILE.read_text())

    def pick(self, pair):
        return pair[1 if self.quick else 0]

    def wants(self, name):
        return self.only in name.lower()

    def take_turns(self, title, functions):
        """Runs each function once a round: its measurements by name; None where a peer failed."""
        say(title)
        results = {name: [] for name in functions}
        for number in range(self.rounds):
            for name, function in functions.items():
                if results[name] is None:
                    continue
                try:
                    measurement = function()
                except Unavailable as error:
                    if name in OWN:
                        raise
                    results[name] = None
                    say(f"  {name}: not available ({error})")
                    continue
                results[name].append(measurement)
                say(f"  round {number + 1}: {name} {measurement}")
        return results

    # Training

    def variant(self, name, workload):
        """The set-up of a peer that is the fastest for a workload, by a short run of each."""
        name = name.removesuffix(" compiled")
        known = workloads.variants(name, workload)
        if known is None:
            return None
        key = f"{name}: {workload.name}"
        if key not in self.tuning:
            rows = workload.rows[1]
            path = programs.table(*workload.data[:1], rows, *workload.data[1:])
            times = []
            for variant in known:
                try:
                    run = programs.train_peer(name, workload, path, rows, 3, variant)
                except Unavailable:
                    continue
                times.append((run.seconds, variant))
            best = min(times, key=lambda time: time[0])[1] if times else known[0]
            self.tuning[key] = best
            TUNING_FILE.write_text(json.dumps(self.tuning, indent=1))
            say(f"  {key}: the fastest set-up is {best}")
        return self.tuning[key]

    def training(self, workload):
        rows = self.pick(workload.rows)
        path = programs.table(*workload.data[:1], rows, *workload.data[1:])
        peers = [name for name in workload.peers if not (self.quick and "compiled" in name)]
        variants = {name: self.variant(name, workload) for name in peers}

        def epochs(name):
            return self.pick(workload.epochs_of.get(name, workload.epochs))

        functions = {
            "products": programs.product_rate,
            "dlrun": lambda: programs.train_dlrun(workload, path, rows, epochs("dlrun")),
        }
        if workload.portable:
            functions["dlrun, portable"] = lambda: programs.train_dlrun(
                workload, path, rows, epochs("dlrun"), portable=True)
        for name in peers:
            functions[name] = lambda name=name: programs.train_peer(
                name, workload, path, rows, epochs(name), variants[name])
        results = self.take_turns(f"{workload.name}, {rows:,} rows", functions)
        rates = results.pop("products")
        for warning in report.loss_warnings(workload, results):
            say(f"  WARNING: {warning}")
        return report.TrainingResult(workload, rows, results, rates, variants)

    def graph(self, workload):
        epochs = self.pick(workload.epochs)
        functions = {"dlrun": lambda: programs.train_graph(workload, epochs)}
        for name, has_sparse_words in workload.peers.items():
            functions[name] = lambda sparse=has_sparse_words: programs.train_graph_peer(
                workload, epochs, sparse)
        return self.take_turns(workload.name, functions)

    def trainings(self, all):
        return [self.training(workload) for workload in all if self.wants(workload.name)]

    # Others

    def process(self):
        names = ("dlrun", *workloads.PROCESS_GOALS)
        return self.take_turns(
            "configs/xor.json, stochastic, from start to exit",
            {name: lambda name=name: programs.xor_process(name) for name in names})

    def csv(self):
        path = programs.csv_of(programs.table("pictures", self.pick(workloads.CSV_ROWS)))
        small = programs.csv_of(programs.table("pictures", 100))
        names = ("dlrun", *workloads.CSV_READERS)
        return self.take_turns(
            f"reading {path.name}",
            {name: lambda name=name: programs.read_csv(name, path, small) for name in names})

    def evaluation(self, workload):
        rows = self.pick(workload.rows)
        return rows, self.take_turns(
            workload.title(rows),
            {name: lambda name=name: programs.evaluate(name, workload, rows)
             for name in ("dlrun", "PyTorch")})

    def memory(self):
        workload = workloads.TRAINING[0]
        rows = self.pick(workloads.MEMORY_ROWS)
        path = programs.table(*workload.data, rows)
        return rows, self.take_turns(
            f"peak memory, {rows:,} rows",
            {"dlrun": lambda: programs.train_dlrun(workload, path, rows, 2).memory})

    def by_rows(self, counts):
        """The time per row of one network on more and more rows, all in each round."""

        def function(count):
            workload = workloads.scaling_by_rows(count)
            path = programs.table(*workload.data[:1], count, *workload.data[1:])
            epochs = self.pick(workload.epochs)
            return lambda: programs.train_dlrun(workload, path, count, epochs)

        return self.take_turns(
            "32-64-1 on more and more rows", {count: function(count) for count in counts})

    def run(self):
        results = report.Report(machine.description(), self.quick, self.rounds)
        results.training = self.trainings(workloads.TRAINING)
        if self.wants(workloads.GRAPH.name):
            results.graph = self.graph(workloads.GRAPH)
        if self.wants("process"):
            results.process = self.process()
        if self.wants("csv"):
            results.csv = (self.pick(workloads.CSV_ROWS), self.csv())
        if self.wants("evaluation"):
            results.evaluations = [
                (workload, *self.evaluation(workload)) for workload in workloads.EVALUATIONS]
        if self.wants("memory"):
            results.memory = self.memory()
        if self.wants("scaling"):
            counts, widths = (
                self.pick(pair) for pair in (workloads.SCALING_ROWS, workloads.SCALING_WIDTHS))
            results.by_rows = self.by_rows(counts)
            results.by_width = [
                self.training(workloads.scaling_by_width(width)) for width in widths]
        return results


def main():
    parser = argparse.ArgumentParser(description="Compares dlrun's speed with that of others.")
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds; only prints")
    parser.add_argument("--rounds", type=int, help="how often each program runs")
    parser.add_argument(
        "--only", default="",
        help="workloads whose name contains this, such as XOR, process, csv, scaling; only prints")
    arguments = parser.parse_args()
    text = Bench(arguments.quick, arguments.rounds, arguments.only).run().markdown()
    print(text)
    if not arguments.quick and not arguments.only:
        (programs.HERE / "RESULTS.md").write_text(text)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(130)
    except Unavailable as error:
        say(f"bench.py: {error}")
        sys.exit(1)
