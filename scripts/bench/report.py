"""The benchmark's results as tables."""

from dataclasses import dataclass, field
from statistics import median

import programs
import workloads
from programs import duration


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


def loss_warnings(workload, results):
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
class TrainingResult:
    workload: workloads.Training
    rows: int
    measurements: dict
    rates: list
    variants: dict

    def fractions(self):
        """The share of the rate of matrix products that dlrun reached in each round."""
        operations = self.workload.product_operations
        return [
            operations / measurement.seconds / (programs.THREADS * rate.value)
            for measurement, rate in zip(self.measurements["dlrun"], self.rates)]


def comparison(title, results, goals, unit=""):
    """A row for each program that dlrun is compared with."""
    own = results["dlrun"]
    for name, others in results.items():
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


def last_losses(own, other):
    """Empty where they are not those of the same epoch."""
    return f"{own[-1]:.4g} / {other[-1]:.4g}" if len(own) == len(other) > 1 else ""


@dataclass
class Report:
    machine: list
    quick: bool
    rounds: int
    training: list = field(default_factory=list)
    graph: dict | None = None
    process: dict | None = None
    csv: tuple | None = None
    evaluations: list = field(default_factory=list)
    memory: tuple | None = None
    by_rows: dict = field(default_factory=dict)
    by_width: list = field(default_factory=list)

    def comparison_rows(self):
        for result in self.training:
            title = f"{result.workload.name}, {result.rows:,} rows"
            yield from comparison(
                title, result.measurements, result.workload.goals, " a row")
        if self.graph:
            yield from comparison(
                workloads.GRAPH.name, self.graph, workloads.GRAPH.goals, " an epoch")
        if self.process:
            yield from comparison(
                "`dlrun train configs/xor.json`, stochastic, 500 epochs, start to exit",
                self.process, workloads.PROCESS_GOALS)
        if self.csv:
            rows, results = self.csv
            available = [name for name, each in results.items() if each and name != "dlrun"]
            fastest = min(available, key=lambda name: times(results[name]), default=None)
            yield from comparison(
                f"CSV of {rows:,} × 785 into a float32 matrix", results,
                {fastest: workloads.CSV_GOAL})
        for workload, rows, results in self.evaluations:
            yield from comparison(workload.title(rows), results, {"PyTorch": workload.goal})

    def own_rows(self):
        """What is asked of dlrun alone."""
        for result in self.training:
            if result.workload.product_operations is None:
                continue
            goal = result.workload.goal_fraction
            fractions = [100 * fraction for fraction in result.fractions()]
            yield [
                f"share of the product rate: {result.workload.name}",
                f"≥ {100 * goal:.0f} %" if goal else "", spread(fractions, "{:.1f}") + " %",
                verdict(median(fractions) >= 100 * goal) if goal else ""]
        if self.process:
            limit = workloads.PROCESS_MILLISECONDS
            milliseconds = [1000 * one.seconds for one in self.process["dlrun"]]
            yield [
                "XOR, process start to exit", f"< {limit} ms",
                spread(milliseconds, "{:.1f}") + " ms", verdict(median(milliseconds) < limit)]
        if self.memory:
            rows, results = self.memory
            limit = 1.3 * rows * 785 * 4 + 100e6
            peaks = [one.bytes / 1e6 for one in results["dlrun"]]
            yield [
                f"peak memory, CSV of {rows:,} × 785 to a trained 784-512-256-10",
                f"≤ {limit / 1e6:.0f} MB", spread(peaks, "{:.0f}") + " MB",
                verdict(median(peaks) <= limit / 1e6)]
        if self.by_rows:
            counts = ", ".join(f"{count:,}" for count in self.by_rows)
            seconds = ", ".join(duration(times(each)) for each in self.by_rows.values())
            excesses = [
                100 * (max(each) / min(each) - 1)
                for each in zip(*([one.seconds for one in all] for all in self.by_rows.values()))]
            goal = 100 * (workloads.SCALING_GOAL - 1)
            yield [
                f"time per row at {counts} rows of 32-64-1", f"within {goal:.0f} %",
                f"{seconds}: within {spread(excesses, '{:.0f}')} %",
                verdict(median(excesses) <= goal)]

    def width_rows(self):
        for result in self.by_width:
            fractions = [100 * fraction for fraction in result.fractions()]
            yield [
                result.workload.name, f"{result.rows:,}",
                duration(times(result.measurements["dlrun"])), spread(fractions, "{:.1f}") + " %"]

    def set_ups(self):
        for result in self.training:
            for name, variant in result.variants.items():
                if variant and result.measurements[name]:
                    environment, options = variant
                    words = [f"{key} {value}" for key, value in {**environment, **options}.items()]
                    yield f"- {name}, {result.workload.name}: " + (", ".join(words) or "as it comes")

    def product_rate(self):
        return [rate.value / 1e9 for result in self.training + self.by_width for rate in result.rates]

    def portable_shares(self):
        """The rate of the portable kernel by that of BLAS in each round, in hundredths."""
        return [
            100 * rate.portable / rate.value
            for result in self.training + self.by_width for rate in result.rates]

    def markdown(self):
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
            table(["dlrun alone", "goal", "measured", "met"], self.own_rows()),
            table(
                ["width, batch 128, momentum", "rows", "time per row", "share of the product rate"],
                self.width_rows()),
        ]
        rates = self.product_rate()
        if rates:
            parts.append(
                f"The product rate is that of sgemm at 2048³ on one thread times {programs.THREADS} "
                f"threads: {spread(rates, '{:.1f}')} Gop/s on one thread in these rounds. The share "
                "of it that training reaches counts the operations of the matrix products only. The "
                "kernel that computes all products with `training.portable` has "
                f"{spread(self.portable_shares(), '{:.0f}')} % of that rate in the same rounds.")
        set_ups = list(self.set_ups())
        if set_ups:
            parts += ["Set-ups, each the fastest of several tried before:", "\n".join(set_ups)]
        parts.append(
            "What a goal that is not met is short of, and what was tried, is in "
            "[SHORTFALLS.md](SHORTFALLS.md).")
        return "\n\n".join(part for part in parts if part) + "\n"
