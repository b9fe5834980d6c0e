"""The benchmark's results as tables."""

from dataclasses import dataclass, field
from statistics import median

import programs
import workloads
from programs import duration

ONE_THREAD = "dlrun, one thread"
# The share of the processors beside which a round is not that of a quiet machine.
MOST_OF_OTHERS = 0.05


def spread(numbers, form="{:.2f}"):
    """The median and the range."""
    parts = [form.format(number) for number in (median(numbers), min(numbers), max(numbers))]
    return "{} [{}–{}]".format(*parts)


def ratios(own, others):
    return [other.seconds / mine.seconds for mine, other in zip(own, others)]


def times(measurements):
    return median(measurement.seconds for measurement in measurements)


def verdict(is_met):
    return "yes" if is_met else "**no**"


def table(header, rows):
    """Nothing where there are no rows."""
    rows = list(rows)
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def loss_warnings(results):
    """Programs whose loss does not fall, or ends far from dlrun's: they may not do the same work."""
    own = results["dlrun"][0].losses
    for name, measurements in results.items():
        if measurements is None:
            continue
        losses = measurements[0].losses
        if not losses[-1] < losses[0] and losses[0] > 1e-3:
            yield f"{name}'s loss does not fall: {losses[0]:.4g} … {losses[-1]:.4g}"
        if len(losses) == len(own):
            expected = own[-1]
            fall = own[0] - expected
            if abs(losses[-1] - expected) > max(0.1 * expected, 0.25 * fall, 1e-3):
                yield f"{name}'s loss ends at {losses[-1]:.4g}, dlrun's at {expected:.4g}"


@dataclass
class Rounds:
    """What programs that took turns measured."""

    title: str
    measurements: dict  # by program, one each round; None of a program that failed
    rates: list  # the peak and the product's rate, several times in each round
    others: list  # the share of the processors that others took in each round

    @property
    def mark(self):
        """A dagger if the machine was not quiet."""
        return " †" if self.note() else ""

    def note(self):
        """The rounds beside which others took much of the processors."""
        return ", ".join(
            f"{100 * share:.0f} % in round {number}" for number, share in enumerate(self.others, 1)
            if share > MOST_OF_OTHERS)

    def shares(self, name, operations):
        """The hundredths of the round's greatest peak that a program reached by so many additions and
        multiplications in its time."""
        threads = 1 if name == ONE_THREAD else programs.THREADS
        return [
            100 * operations / measurement.seconds / (threads * max(one.peak for one in rates))
            for measurement, rates in zip(self.measurements[name], self.rates)]


@dataclass
class TrainingResult:
    workload: workloads.Training
    rows: int
    rounds: Rounds
    variants: dict

    @property
    def has_shares(self):
        """One row an update is no matter of products."""
        return self.workload.batch > 1 and self.workload.product_operations is not None

    def share_cells(self):
        """The goal, the share of the peak and the verdict, on one thread and on all."""
        for name, goal in zip((ONE_THREAD, "dlrun"), self.workload.shares):
            yield share_cells(self.rounds.shares(name, self.workload.product_operations), goal)


@dataclass
class EvaluationResult:
    workload: workloads.Evaluation
    rows: int
    rounds: Rounds

    def share_cells(self):
        operations = self.rows * self.workload.product_operations
        for name in (ONE_THREAD, "dlrun"):
            yield share_cells(self.rounds.shares(name, operations), self.workload.share)


def share_cells(shares, goal):
    if goal is None:
        return ["", spread(shares, "{:.1f}") + " %", ""]
    return [
        f"≥ {100 * goal:.0f} %", spread(shares, "{:.1f}") + " %", verdict(median(shares) >= 100 * goal)]


def comparison(rounds, goals, unit=""):
    """A row for each program that dlrun is compared with."""
    title = rounds.title + rounds.mark
    own = rounds.measurements["dlrun"]
    for name, others in rounds.measurements.items():
        if name == "dlrun":
            continue
        goal = goals.get(name)
        shown = "" if goal is None else "≥ " + f"{goal:,.2f}".rstrip("0").rstrip(".")
        if others is None:
            yield [title, name, shown, "not available", "", "", "", ""]
            continue
        numbers = ratios(own, others)
        met = "" if goal is None else verdict(median(numbers) >= goal)
        yield [
            title, name, shown, spread(numbers), met, duration(times(own)) + unit,
            duration(times(others)) + unit, last_losses(own[0].losses, others[0].losses)]


def csv_goal(rounds):
    """The goal for the fastest reader."""
    available = [name for name, each in rounds.measurements.items() if each and name != "dlrun"]
    return {
        name: workloads.CSV_GOAL
        for name in sorted(available, key=lambda name: times(rounds.measurements[name]))[:1]}


def last_losses(own, other):
    """Empty where they are not those of the same epoch."""
    return f"{own[-1]:.4g} / {other[-1]:.4g}" if len(own) == len(other) > 1 else ""


@dataclass
class Report:
    machine: list
    quick: bool
    rounds: int
    peak_before: Rounds
    taken: list  # all rounds
    training: list = field(default_factory=list)
    graph: Rounds | None = None
    process: Rounds | None = None
    start: Rounds | None = None
    csv: list = field(default_factory=list)
    evaluations: list = field(default_factory=list)
    prediction: Rounds | None = None
    memory: tuple | None = None
    by_rows: Rounds | None = None
    by_width: list = field(default_factory=list)

    def comparison_rows(self):
        for result in self.training + [one for one in self.by_width if one.workload.peers]:
            yield from comparison(result.rounds, result.workload.goals, " a row")
        if self.graph:
            yield from comparison(self.graph, workloads.GRAPH.goals, " an epoch")
        if self.process:
            yield from comparison(self.process, workloads.PROCESS_GOALS)
        for rounds in self.csv:
            yield from comparison(rounds, csv_goal(rounds))
        for result in self.evaluations:
            yield from comparison(result.rounds, {"PyTorch": result.workload.goal})
        if self.prediction:
            yield from comparison(self.prediction, workloads.PREDICT_GOALS)

    def share_rows(self):
        for result in [one for one in self.training if one.has_shares] + self.evaluations:
            one, all = result.share_cells()
            yield [result.rounds.title + result.rounds.mark, *one, *all]

    def own_rows(self):
        """What is asked of dlrun alone, other than its share of the peak."""
        if self.process:
            limit = workloads.PROCESS_MILLISECONDS
            milliseconds = [1000 * one.seconds for one in self.process.measurements["dlrun"]]
            yield [
                "XOR, process start to exit" + self.process.mark, f"< {limit} ms",
                spread(milliseconds, "{:.1f}") + " ms", verdict(median(milliseconds) < limit)]
        if self.start:
            milliseconds = [1000 * one.seconds for one in self.start.measurements["dlrun"]]
            yield [
                "start of the program, `dlrun --version`" + self.start.mark, "",
                spread(milliseconds, "{:.2f}") + " ms", ""]
        if self.memory:
            rows, rounds = self.memory
            limit = 1.3 * rows * 785 * 4 + 100e6
            peaks = [one.bytes / 1e6 for one in rounds.measurements["dlrun"]]
            yield [
                f"peak memory, CSV of {rows:,} × 785 to a trained 784-512-256-10",
                f"≤ {limit / 1e6:.0f} MB", spread(peaks, "{:.0f}") + " MB",
                verdict(median(peaks) <= limit / 1e6)]
        if self.by_rows:
            counts = ", ".join(f"{count:,}" for count in self.by_rows.measurements)
            all = self.by_rows.measurements.values()
            excesses = [
                100 * (max(each) / min(each) - 1)
                for each in zip(*([one.seconds for one in several] for several in all))]
            goal = 100 * (workloads.SCALING_GOAL - 1)
            yield [
                f"time per row at {counts} rows of 32-64-1, batch 64, one thread{self.by_rows.mark}",
                f"within {goal:.0f} %",
                f"{', '.join(duration(times(several)) for several in all)}: "
                f"within {spread(excesses, '{:.0f}')} %",
                verdict(median(excesses) <= goal)]

    def width_rows(self):
        for result in self.by_width:
            one, all = result.share_cells()
            seconds = (
                duration(times(result.rounds.measurements[name])) for name in (ONE_THREAD, "dlrun"))
            yield [
                result.rounds.title + result.rounds.mark, next(seconds), *one, next(seconds), *all]

    def set_ups(self):
        for result in self.training + self.by_width:
            for name, variant in result.variants.items():
                if variant and result.rounds.measurements[name]:
                    environment, options = variant
                    words = [f"{key} {value}" for key, value in {**environment, **options}.items()]
                    yield f"- {name}, {result.workload.name}: " + (", ".join(words) or "as it comes")

    def rates(self):
        """The peak and the product's rate, and how quiet the machine was."""
        rates = [one for rounds in self.taken for several in rounds.rates for one in several]
        before = self.peak_before
        gigas = [one.peak / 1e9 for one in before.rates[0]]
        yield (
            "The peak is the rate of fused multiply-adds on registers alone, on one thread, times "
            "threads. It is measured at the start of each round and after each run of dlrun; a share is "
            "of the greatest peak in the same round, and counts the operations of matrix products only. "
            "On one thread the peak was "
            f"{spread(gigas, '{:.1f}')} Gop/s in {len(gigas)} measurements before the rounds, with "
            f"{100 * before.others[0]:.0f} % of the processors taken by others")
        if rates:
            yield (
                f", and {spread([each.peak / 1e9 for each in rates], '{:.1f}')} Gop/s in the rounds. "
                f"dlrun's product of {programs.PRODUCT}³ reached "
                f"{spread([each.product / 1e9 for each in rates], '{:.1f}')} Gop/s there, "
                f"{spread([100 * each.product / each.peak for each in rates], '{:.0f}')} % of the peak")
        yield "."

    def notes(self):
        for rounds in self.taken:
            if rounds.note():
                yield f"- {rounds.title}: {rounds.note()}"

    def markdown(self):
        threads = f"{programs.THREADS} threads"
        first = "Written by `make bench`."
        if self.quick:
            first = "The quick variant, on fewer rows."
        parts = [
            "# Results of the benchmark", first,
            "\n".join(f"- {line}" for line in self.machine),
            f"Each program runs once in each of {self.rounds} rounds, in turn; the ratio is the other "
            "program's time by dlrun's in the same round, its median [least–greatest]. Times are "
            "medians. The time of training is that of an epoch by its rows, without the first epoch.",
            table(
                ["workload", "program", "goal", "its time ÷ dlrun's", "met", "dlrun", "program's",
                 "last loss, dlrun / program"],
                self.comparison_rows()),
            table(
                ["share of the peak", "goal", "one thread", "met", "goal", threads, "met"],
                self.share_rows()),
            table(
                ["share of the peak by width", "one thread: a row", "goal", "share", "met",
                 f"{threads}: a row", "goal", "share", "met"],
                self.width_rows()),
            table(["dlrun alone", "goal", "measured", "met"], self.own_rows()),
            "".join(self.rates()),
        ]
        notes = list(self.notes())
        if notes:
            parts += [
                "† The machine was not quiet: other processes, or other guests of its host, took more "
                f"than {100 * MOST_OF_OTHERS:.0f} % of the processors:", "\n".join(notes)]
        set_ups = list(self.set_ups())
        if set_ups:
            parts += ["Set-ups, each the fastest of several tried before:", "\n".join(set_ups)]
        parts.append(
            "What a goal that is not met is short of, and what was tried, is in "
            "[SHORTFALLS.md](SHORTFALLS.md).")
        return "\n\n".join(part for part in parts if part) + "\n"
