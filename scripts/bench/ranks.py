#!/usr/bin/env python3
"""Measures training in ranks, fits a model of an update's time, and predicts that of several machines.

    scripts/bench/ranks.py [DLRUN]

The model: an update of a batch in L lanes by R ranks takes

    ceil(L / R) c + N u / R + m l + b / B

where c is the time of a lane's gradient, N the parameters, u the time of updating one, m the messages and b the bytes that
a rank sends, l the latency of a message and B the bandwidth. c and u come from one process, l and B from ranks whose
networks are tiny, or have many parameters and few rows. As root, ranks are also put into network namespaces, joined by a
bridge; where the kernel has netem, with delay. Needs Open MPI's mpirun. Prints Markdown.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

DLRUN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/dlrun")
NOTE = re.compile(
    r"an update took ([\d.]+ .s), of which rank 0 computed gradients for ([\d.]+ .s) and waited for "
    r"([\d.]+ .s); it sent ([\d.]+) (bytes|kB|MB|GB) in (\d+) messages, for ([\d.]+ .s)")
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
BRIDGE = "dlrunbr"


def time_of(text):
    """The seconds of a text such as 1.2 ms or 40 µs."""
    number, unit = text.split()
    return float(number) / {"ms": 1e3, "µs": 1e6}[unit]


def parameters(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def write_table(folder, columns, rows):
    """A table of numbers without sense: only time is measured."""
    path = os.path.join(folder, f"t{columns}x{rows}.csv")
    if not os.path.exists(path):
        state = 1
        with open(path, "w") as file:
            file.write(",".join(f"x{i}" for i in range(columns)) + ",y\n")
            for row in range(rows):
                cells = []
                for _ in range(columns):
                    state = state * 1103515245 + 12345 & 0x7FFFFFFF
                    cells.append(str(state % 2001 / 1000 - 1))
                file.write(",".join(cells) + f",{row % 10}\n")
    return path


def train(folder, sizes, batch, epochs, launch=()):
    """The seconds of each epoch, each of one update, and what ranks said of it, in seconds and bytes."""
    configuration = {
        "data": {"train": write_table(folder, sizes[0], batch), "target": "y", "task": "classification"},
        "model": {"layers": [{"units": n, "activation": "relu"} for n in sizes[1:-1]] + [{"activation": "softmax"}]},
        "optimizer": {"name": "momentum"},
        "training": {"epochs": epochs, "batch_size": batch, "checkpoint": "none"},
    }
    with open(os.path.join(folder, "c.json"), "w") as file:
        json.dump(configuration, file)
    run = os.path.join(folder, "run")
    shutil.rmtree(run, ignore_errors=True)
    ending = subprocess.run(
        [*launch, DLRUN, "train", os.path.join(folder, "c.json"), "--out", run, "--threads", "1"],
        capture_output=True, text=True, env=os.environ | {
            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
    if ending.returncode:
        sys.exit(ending.stderr)
    with open(os.path.join(run, "curves.csv")) as file:
        names = file.readline().strip().split(",")
        seconds = [float(line.split(",")[names.index("seconds")]) for line in file]
    found = NOTE.search(ending.stderr)
    told = None
    if found:
        update, gradients, waited, size, unit, messages, hidden = found.groups()
        told = {
            "update": time_of(update), "gradients": time_of(gradients), "waited": time_of(waited),
            "bytes": float(size) * UNITS[unit], "messages": int(messages), "hidden": time_of(hidden)}
    return [b - a for a, b in zip(seconds, seconds[1:])], told


def mpirun(ranks, *options):
    return ("mpirun.openmpi", "--oversubscribe", "--bind-to", "none", "-np", str(ranks), *options)


class Namespaces:
    """Two network namespaces joined by a bridge, for as long as they are used."""

    def __init__(self, folder, delay=None):
        self.agent = os.path.join(folder, "agent.sh")
        with open(self.agent, "w") as file:
            file.write('#!/bin/sh\nhost=$1\nshift\nexec ip netns exec "dlrun-$host" sh -c "$*"\n')
        os.chmod(self.agent, 0o755)
        self.delay = delay

    def ip(self, *words):
        return subprocess.run(words, capture_output=True, text=True).returncode == 0

    def __enter__(self):
        self.isReady = self.ip("ip", "link", "add", BRIDGE, "type", "bridge")
        self.ip("ip", "addr", "add", "10.77.0.254/24", "dev", BRIDGE)
        self.ip("ip", "link", "set", BRIDGE, "up")
        for number in (1, 2):
            name, host = f"dlrun-10.77.0.{number}", f"10.77.0.{number}"
            for words in (
                ("ip", "netns", "add", name),
                ("ip", "link", "add", f"dlrunv{number}", "type", "veth", "peer", "name", f"dlrunp{number}"),
                ("ip", "link", "set", f"dlrunp{number}", "netns", name),
                ("ip", "link", "set", f"dlrunv{number}", "master", BRIDGE),
                ("ip", "link", "set", f"dlrunv{number}", "up"),
                ("ip", "netns", "exec", name, "ip", "addr", "add", f"{host}/24", "dev", f"dlrunp{number}"),
                ("ip", "netns", "exec", name, "ip", "link", "set", f"dlrunp{number}", "up"),
                ("ip", "netns", "exec", name, "ip", "link", "set", "lo", "up"),
            ):
                self.isReady = self.ip(*words) and self.isReady
            if self.delay:
                self.isReady = self.ip(
                    "ip", "netns", "exec", name, "tc", "qdisc", "add", "dev", f"dlrunp{number}", "root", "netem",
                    "delay", self.delay) and self.isReady
        return self

    def __exit__(self, *_):
        for number in (1, 2):
            self.ip("ip", "netns", "del", f"dlrun-10.77.0.{number}")
        self.ip("ip", "link", "del", BRIDGE)

    def launch(self):
        return mpirun(
            2, "--host", "10.77.0.1,10.77.0.2", "--mca", "plm_rsh_agent", self.agent, "--mca", "btl", "tcp,self",
            "--mca", "btl_tcp_if_include", "10.77.0.0/24", "--mca", "oob_tcp_if_include", "10.77.0.0/24")


def fit(folder, launch):
    """Latency of a message and bandwidth, in seconds and bytes per second, by the least waiting of three runs."""
    tiny = min((train(folder, [4, 8, 10], 600, 300, launch)[1] for _ in range(3)), key=lambda t: t["update"])
    wide = min((train(folder, [256, 4096, 2048, 10], 272, 8, launch)[1] for _ in range(3)), key=lambda t: t["update"])
    latency = max(tiny["update"] - tiny["gradients"], 0) / tiny["messages"]
    moved = max(wide["update"] - wide["gradients"] - latency * wide["messages"], 1e-9)
    return latency, wide["bytes"] / moved


def main():
    with tempfile.TemporaryDirectory() as folder:
        sizes, batch = [784, 1024, 1024, 10], 2048
        print("| ranks | an update | gradients | waiting | sent | messages |\n|---|---|---|---|---|---|")
        alone = min(train(folder, sizes, batch, 8)[0])
        print(f"| none | {alone * 1e3:.0f} ms | | | | |")
        for ranks in (2, 4):
            told = min((train(folder, sizes, batch, 8, mpirun(ranks))[1] for _ in range(2)), key=lambda t: t["update"])
            print(
                f"| {ranks} | {told['update'] * 1e3:.0f} ms | {told['gradients'] * 1e3:.0f} ms | "
                f"{told['waited'] * 1e3:.0f} ms | {told['bytes'] / 1e6:.1f} MB | {told['messages']} |")
        print("\n| between two ranks | latency of a message | bandwidth |\n|---|---|---|")
        ways = [("shared memory", mpirun(2)), ("loopback, TCP", mpirun(2, "--mca", "btl", "tcp,self"))]
        for name, launch in ways:
            latency, bandwidth = fit(folder, launch)
            print(f"| {name} | {latency * 1e6:.0f} µs | {bandwidth * 8 / 1e9:.1f} Gbit/s |")
        for delay in (None, "1ms", "5ms"):
            name = "network namespaces" + (f", {delay} of delay each way" if delay else "")
            with Namespaces(folder, delay) as namespaces:
                if not namespaces.isReady:
                    print(f"| {name} | cannot be made here | |")
                    continue
                latency, bandwidth = fit(folder, namespaces.launch())
                print(f"| {name} | {latency * 1e6:.0f} µs | {bandwidth * 8 / 1e9:.1f} Gbit/s |")
        predict(folder)


def predict(folder):
    """784-4096-4096-10 with batches of 8,192 rows: eight lanes of 1,024."""
    sizes, lanes = [784, 4096, 4096, 10], 8
    one = min(train(folder, sizes, 1024, 3)[0])
    # A batch of 1,024 rows has four lanes of 256; what a lane of 1,024 takes is at most as much.
    count = parameters(sizes)
    print(f"\n784-4096-4096-10 has {count:,} parameters; the gradient of 1,024 rows takes one core {one:.2f} s.\n")
    print("| machines | " + " | ".join(
        f"{cores} cores, {speed} Gbit/s" for cores in (2, 16) for speed in (10, 100)) + " |")
    print("|---|" + "---|" * 4)
    for machines in (2, 4, 8, 16, 32, 64):
        cells = []
        for cores in (2, 16):
            for speed in (10, 100):
                lane = one / cores
                moved = 4 * count * (machines - 1) / machines / (speed * 1e9 / 8)
                # Gradients go beside the backward pass, of which half of a lane is left when the first is there.
                reduced = max(moved - lane / 2, moved / 8)
                time = math.ceil(lanes / machines) * lane + reduced + moved + 2 * (machines - 1) * 10e-6
                cells.append(f"{100 * lanes * lane / machines / time:.0f} %")
        print(f"| {machines} | " + " | ".join(cells) + " |")


main()
