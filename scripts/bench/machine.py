"""What the benchmark ran on: the machine and the versions of the programs."""

import datetime
import os
import platform
import subprocess
import time

import programs

PACKAGES = ("torch", "jax", "jaxlib", "optax", "scikit-learn", "numpy", "pandas", "polars", "pyarrow")


def processor():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def vector_instructions():
    with open("/proc/cpuinfo") as file:
        flags = file.read().split()
    return next((name for name in ("avx512f", "avx2", "avx", "asimd") if name in flags), "none known")


def memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0].strip()
    except OSError:
        return ""


def package_versions(packages):
    script = (
        "import importlib.metadata as m, platform, sys\n"
        "print('Python', platform.python_version())\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: print(name, 'not available')\n")
    try:
        return programs.run([programs.PYTHON, "-c", script, *packages]).splitlines()
    except programs.Unavailable as error:
        return [f"no Python with the packages ({error})"]


def commit():
    folder = str(programs.ROOT)
    name = first_line("git", "-C", folder, "rev-parse", "--short", "HEAD")
    changed = first_line("git", "-C", folder, "status", "--porcelain", "--untracked-files=no")
    return name + (" with changes" if changed else "")


def hardware():
    return (
        f"{processor()}, {programs.THREADS} cores, {vector_instructions()}, "
        f"{memory() / 2**30:.0f} GiB; {platform.system()} {platform.release()}")


def build():
    """When, and of what, the measured program was made."""
    return (
        f"{datetime.date.today().isoformat()}, commit {commit()}; dlrun "
        f"{first_line(programs.RELEASE / 'dlrun', '--version')}")


def seconds_of_others():
    """The processors' time for all but this program and what it has run: other processes, the kernel's own
    work and, on a virtual machine, other guests."""
    processors = {f"cpu{number}" for number in os.sched_getaffinity(0)}
    ticks = 0
    with open("/proc/stat") as file:
        for line in file:
            name, *counts = line.split()
            if name in processors:
                user, nice, system, _, _, interrupts, soft_interrupts, steal = map(int, counts[:8])
                ticks += user + nice + system + interrupts + soft_interrupts + steal
    return ticks / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


def watch_others():
    """A function that gives the share of the processors that others have taken since this call."""
    seconds, start = seconds_of_others(), time.perf_counter()

    def share():
        elapsed = time.perf_counter() - start
        return max(0, seconds_of_others() - seconds) / (elapsed * programs.THREADS)

    return share


def description():
    """Lines of text."""
    fann = first_line("dpkg-query", "--showformat=${Version}", "--show", "libfann-dev")
    return [
        hardware(),
        build(),
        ", ".join(package_versions(PACKAGES))
        + f", FANN {fann or 'not available'}, {first_line('clang', '--version').split(' (')[0]}",
    ]
