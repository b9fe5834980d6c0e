#!/usr/bin/env python3
"""Compares dlrun's speed with that of other programs and with the peak of the processor.

Usage: bench.py [--quick] [--rounds N] [--only TEXT]

All programs of a workload take turns: each runs once, then each runs again, and so on. A ratio is formed
within each round; the table shows its median and its range over the rounds. The peak and the rate of a
product are measured at the start of each round and after each run of dlrun. The whole benchmark writes
RESULTS.md beside this file; the quick one, with fewer rows and one round, only prints.
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
OWN = ("dlrun", report.ONE_THREAD, "reading alone")
TUNING_FILE = programs.FOLDER / "tuning.json"


def say(text):
    print(text, file=sys.stderr, flush=True)


def table(workload, rows):
    """The path of a workload's table of so many rows, without its ending."""
    kind, *columns = workload.data
    return programs.table(kind, rows, *columns)


class Bench:
    def __init__(self, quick, rounds, only):
        self.quick = quick
        self.rounds = rounds or (1 if quick else 3)
        self.only = only.lower()
        self.taken = []
        self.tuning = {}
        if quick and TUNING_FILE.exists():
            self.tuning = json.loads(TUNING_FILE.read_text())

    def pick(self, pair):
        return pair[1 if self.quick else 0]

    def wants(self, name):
        return self.only in name.lower()

    def take_turns(self, title, functions):
        """Runs each function once a round."""
        say(title)
        results = {name: [] for name in functions}
        rates, others = [], []
        for number in range(self.rounds):
            share_of_others = machine.watch_others()
            rates.append([programs.rates()])
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
                if name in OWN:
                    rates[-1].append(programs.rates())
            say(f"  round {number + 1}: {', '.join(str(one) for one in rates[-1])}")
            others.append(share_of_others())
        rounds = report.Rounds(title, results, rates, others)
        self.taken.append(rounds)
        if rounds.note():
            say(f"  NOT QUIET: {rounds.note()}")
        return rounds

    def peak_before(self, times=5):
        """The peak several times before all rounds, and what others took of the processors meanwhile."""
        share_of_others = machine.watch_others()
        return report.Rounds(
            "the peak alone", {}, [[programs.rates() for _ in range(times)]], [share_of_others()])

    # Training

    def variant(self, name, workload):
        """The set-up of a peer that is the fastest for a workload, by a short run of each."""
        name = name.removesuffix(" compiled")
        known = workloads.variants(name, workload)
        if known is None:
            return None
        key = f"{name}: {workload.name}"
        if key not in self.tuning:
            rows = workload.rows_of.get(name, workload.rows)[1]
            path = table(workload, rows)
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
        path = table(workload, rows)
        peers = [name for name in workload.peers if not (self.quick and name in workloads.SLOW_PEERS)]
        variants = {name: self.variant(name, workload) for name in peers}

        def epochs(name):
            return self.pick(workload.epochs_of.get(name, workload.epochs))

        def train_peer(name):
            count = self.pick(workload.rows_of.get(name, workload.rows))
            its_path = table(workload, count)
            return lambda: programs.train_peer(
                name, workload, its_path, count, epochs(name), variants[name])

        functions = {
            "dlrun": lambda: programs.train_dlrun(workload, path, rows, epochs("dlrun"))}
        if workload.batch > 1:
            functions[report.ONE_THREAD] = lambda: programs.train_dlrun(
                workload, path, rows, epochs("dlrun"), threads=1)
        for name in peers:
            functions[name] = train_peer(name)
        rounds = self.take_turns(f"{workload.name}, {rows:,} rows", functions)
        for warning in report.loss_warnings(rounds.measurements):
            say(f"  WARNING: {warning}")
        return report.TrainingResult(workload, rows, rounds, variants)

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
            "`dlrun train configs/xor.json`, stochastic, 500 epochs, start to exit",
            {name: lambda name=name: programs.xor_process(name) for name in names})

    def start(self):
        return self.take_turns("dlrun --version", {"dlrun": programs.start_of_program})

    def csv(self, threads):
        rows = self.pick(workloads.CSV_ROWS)
        path = programs.csv_of(programs.table("pictures", rows))
        small = programs.csv_of(programs.table("pictures", 100))
        functions = {"dlrun": lambda: programs.read_by_dlrun(path, threads)}
        for name in workloads.CSV_READERS:
            functions[name] = lambda name=name: programs.read_by_peer(name, path, small, threads)
        return self.take_turns(
            f"CSV of {rows:,} × 785 into a float32 matrix, threads: {threads}", functions)

    def evaluation(self, workload):
        rows = self.pick(workload.rows)
        functions = {
            "dlrun": lambda: programs.evaluate("dlrun", workload, rows),
            report.ONE_THREAD: lambda: programs.evaluate("dlrun", workload, rows, threads=1),
            "PyTorch": lambda: programs.evaluate("PyTorch", workload, rows),
        }
        return report.EvaluationResult(
            workload, rows, self.take_turns(workload.title(rows), functions))

    def prediction(self):
        """Beside reading the same file into matrices."""
        workload = workloads.numbers_network(10_000, 2)
        programs.train_dlrun(
            workload, table(workload, 10_000), 10_000, 2, folder=programs.PREDICTOR)
        rows = self.pick(workloads.PREDICTED_ROWS)
        path = table(workload, rows)
        return self.take_turns(
            f"`dlrun predict` of {rows:,} rows of 32 numbers by 32-64-1, from start to exit", {
                "dlrun": lambda: programs.predict(path),
                "reading alone": lambda: programs.read_by_dlrun(
                    programs.csv_of(path), programs.THREADS)})

    def memory(self):
        workload = workloads.TRAINING[0]
        rows = self.pick(workloads.MEMORY_ROWS)
        path = table(workload, rows)
        return rows, self.take_turns(
            f"peak memory, {rows:,} rows",
            {"dlrun": lambda: programs.train_dlrun(workload, path, rows, 2).memory})

    def by_rows(self, counts):
        """The time per row of one network on more and more rows, on one thread, all in each round."""

        def function(count):
            workload = workloads.scaling_by_rows(count)
            path = table(workload, count)
            epochs = self.pick(workload.epochs)
            return lambda: programs.train_dlrun(workload, path, count, epochs, threads=1)

        return self.take_turns(
            "32-64-1 on more and more rows", {count: function(count) for count in counts})

    def run(self):
        results = report.Report(
            machine.description(), self.quick, self.rounds, self.peak_before(), self.taken)
        results.training = self.trainings(workloads.TRAINING)
        if self.wants(workloads.GRAPH.name):
            results.graph = self.graph(workloads.GRAPH)
        if self.wants("process"):
            results.process = self.process()
        if self.wants("start"):
            results.start = self.start()
        if self.wants("csv"):
            results.csv = [self.csv(threads) for threads in sorted({1, programs.THREADS})]
        if self.wants("evaluation"):
            results.evaluations = [
                self.evaluation(workload) for workload in workloads.EVALUATIONS]
        if self.wants("prediction"):
            results.prediction = self.prediction()
        if self.wants("memory"):
            results.memory = self.memory()
        if self.wants("scaling"):
            counts, widths = (
                self.pick(pair) for pair in (workloads.SCALING_ROWS, workloads.SCALING_WIDTHS))
            results.by_rows = self.by_rows(counts)
            results.by_width = [
                self.training(workloads.scaling_by_width(*pair)) for pair in widths]
        return results


def main():
    parser = argparse.ArgumentParser(description="Compares dlrun's speed with that of others.")
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds; only prints")
    parser.add_argument("--rounds", type=int, help="how often each program runs")
    parser.add_argument(
        "--only", default="",
        help="workloads whose name contains this, such as XOR, or process, start, csv, "
        "evaluation, prediction, memory, scaling; only prints")
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
