"""Commands timed as whole processes, and the peers that are installed."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

_QUIET = {"BEANCOUNT_DISABLE_LOAD_CACHE": "1"}  # beancount would otherwise time its pickle of the last run


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall-clock seconds, the most memory it held, what it printed."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str]) -> Run:
    """Raises RuntimeError with what the command said when it fails."""
    started = time.perf_counter()
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=os.environ | _QUIET, text=True) as process,
    ):
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)  # as subprocess waits, but with the memory of this process alone
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        if process.returncode:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command)[:200]}: {errors.read()[-2000:]}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(seconds, kilobytes / 1024, output)


def best(commands: Mapping[str, Sequence[str]], times: int) -> dict[str, Run]:
    """The fastest of several runs of each command, taken in turns so that a busy moment hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run(command))
    return {name: min(held, key=lambda one: one.seconds) for name, held in runs.items()}


def hledger() -> str | None:
    return shutil.which("hledger")


def beancount_python(folder: Path, *, install: bool) -> str | None:
    """A Python that has beancount: BEANCOUNT_PYTHON, this one, or one of our own in `folder`, installed if we may."""
    own = folder / "beancount" / "bin" / "python"
    for candidate in (os.environ.get("BEANCOUNT_PYTHON", ""), sys.executable, str(own)):
        if candidate and shutil.which(candidate) and _has_beancount(candidate):
            return candidate
    if not install:
        return None
    try:
        subprocess.run([sys.executable, "-m", "venv", str(own.parents[1])], check=True, capture_output=True)
        subprocess.run([str(own), "-m", "pip", "install", "--quiet", "beancount>=3"], check=True, capture_output=True)
    except subprocess.CalledProcessError:
        return None
    return str(own)


def _has_beancount(python: str) -> bool:
    return subprocess.run([python, "-c", "import beancount.loader"], capture_output=True, check=False).returncode == 0


def machine() -> str:
    """Cores, processor and Python of the machine."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = [
            line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = named[0] if named else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}"
