#!/usr/bin/env python3
"""Compares what `dlrun init` proposes with scikit-learn, on the same splits of real tables.

Usage: quality.py

For each seed a quarter of a table's rows is drawn for the test. dlrun gets the others as a CSV: `dlrun init`,
`dlrun train` and `dlrun predict`, nothing changed. All results go to QUALITY.md beside this file, after each
table, so that an interrupted run leaves what it has.
"""

import sys
import warnings
from statistics import mean, stdev

import machine
import programs
from quality_peers import PEERS, TREES
from quality_runs import Results
from quality_tables import tables
from report import table as markdown_table
from report import verdict

PROGRAMS = ("dlrun", *PEERS)
# Splits of a table, and of one with many rows.
SEEDS, FEW_SEEDS, MANY_ROWS = 5, 2, 10_000
# How far behind the better of the trees is still level, and how far is too far.
LEVEL, MOST = 0.02, 0.1


class Comparison:
    """What all programs reached on a table."""

    def __init__(self, table, results):
        self.table = table
        self.seeds = range(SEEDS if len(table.frame) <= MANY_ROWS else FEW_SEEDS)
        self.scores = {"dlrun": [results.of_dlrun(table, seed) for seed in self.seeds]}
        for name in PEERS:
            self.scores[name] = [results.of_peer(name, table, seed) for seed in self.seeds]

    @property
    def metric(self):
        """The one that the goals are about; the smaller the better."""
        return "log_loss" if self.table.is_classification else "rmse"

    def values(self, metric, name):
        return [score[metric] for score in self.scores[name]]

    @property
    def distance(self):
        """From the better tree ensemble, as a fraction; negative where dlrun is better."""
        means = {name: mean(self.values(self.metric, name)) for name in PROGRAMS}
        return means["dlrun"] / min(means[name] for name in TREES) - 1

    @property
    def beside_network(self):
        """Whether dlrun is better than the MLP, or what there is to say else."""
        pairs = zip(self.values(self.metric, "dlrun"), self.values(self.metric, "MLP"))
        differences = [own - other for own, other in pairs]
        if mean(differences) <= 0:
            return "yes"
        noise = 2 * stdev(differences) / len(differences) ** 0.5
        return "within noise" if mean(differences) <= noise else "**no**"

    def row(self, metric, form):
        cells = []
        for name in PROGRAMS:
            values = self.values(metric, name)
            cells.append(f"{form(mean(values))} ± {form(stdev(values))}")
        return [self.table.name, *cells]

    def main_row(self):
        distance = f"{100 * self.distance:+.1f} %"
        reached = "**no**" if self.distance > MOST else "yes" if self.distance <= LEVEL else "within 10 %"
        return [*self.row(self.metric, significant), distance, reached, self.beside_network]


def significant(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4f}" if value < 10 else f"{value:.2f}"


def percent(value):
    return f"{100 * value:.1f}"


def summary(comparisons):
    level = sum(one.distance <= LEVEL for one in comparisons)
    worst = max(comparisons, key=lambda one: one.distance)
    behind = [one.table.name for one in comparisons if one.distance > MOST]
    networks = [one.beside_network for one in comparisons]
    count = len(comparisons)
    return "\n".join([
        f"- Within 2 % of the better tree ensemble, or better, on {level} of {count} tables; the goal is two "
        f"thirds: {verdict(3 * level >= 2 * count)}.",
        f"- At most {100 * worst.distance:+.1f} % behind it ({worst.table.name}); the goal is 10 %: "
        + verdict(not behind) + (f" ({', '.join(behind)})." if behind else "."),
        f"- Better than the MLP on {networks.count('yes')} of {count}, within noise on "
        f"{networks.count('within noise')}, worse on {networks.count('**no**')}; the goal is none: "
        + verdict("**no**" not in networks) + ".",
    ])


def text(comparisons, versions):
    classes = [one for one in comparisons if one.table.is_classification]
    numbers = [one for one in comparisons if not one.table.is_classification]
    two_classes = [one for one in classes if one.table.has_two_classes]
    goals = ["to the better trees", "level", "better than the MLP"]

    def main_table(some):
        return markdown_table(["table", *PROGRAMS, *goals], [one.main_row() for one in some])

    def further_table(some, metric):
        return markdown_table(["table", *PROGRAMS], [one.row(metric, percent) for one in some])

    return (programs.HERE / "quality.template.md").read_text().format(
        description="\n".join([machine.hardware(), machine.build(), versions]),
        tables=markdown_table(
            ["table", "from", "rows × inputs", "splits"],
            [[one.table.name, one.table.origin, one.table.shape, len(one.seeds)] for one in comparisons]),
        summary=summary(comparisons), log_loss=main_table(classes), rmse=main_table(numbers),
        accuracy=further_table(classes, "accuracy"), auc=further_table(two_classes, "auc"),
        calibration_error=further_table(classes, "calibration_error"))


def main():
    warnings.simplefilter("ignore")
    results = Results()
    comparisons = []
    for table in tables():
        comparisons.append(Comparison(table, results))
        print(*comparisons[-1].main_row(), sep="  ", file=sys.stderr, flush=True)
        (programs.HERE / "QUALITY.md").write_text(text(comparisons, results.versions))


if __name__ == "__main__":
    main()
