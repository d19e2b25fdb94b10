"""`tieout sim`: filings of firms that never were, with their truth, into a folder; with mistakes, where asked."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tieout.facts import TieoutError
from tieout.sim.damage import damage_text
from tieout.sim.draw import data
from tieout.sim.faults import Fault, plant_several
from tieout.sim.filing import filing
from tieout.sim.houses import house_names
from tieout.sim.scans import as_tiff, scan
from tieout.sim.truths import SCHEMA, truth_json

_HIGHEST_DPI = 600
_MOST_FAULTS = 10  # more of them would not fit on different lines of most filings


def simulate(
    seed: int,
    count: int,
    out: Path,
    *,
    style: str | None = None,
    scan_dpi: int = 0,
    severity: str = "normal",
    damage: float = 0.0,
    faults: int = 0,
) -> list[Path]:
    """Write the filings of `count` seeds from `seed` on into `out`; returns the truth files, one per seed.

    For each seed: NAME.pdf, NAME.txt, NAME.md and NAME.truth.json; NAME.tiff too with `scan_dpi`, and with `damage`
    (the part of table rows to spoil) NAME.damaged.txt.  With `faults`, so many mistakes are planted in each filing, and
    its truth says which.  The same seed and options give the same bytes.  A file is written whole or not at all, the
    truth last: a seed whose truth is there with the same options is left as it is, so that a run that was interrupted
    goes on where it stopped.

    Raises TieoutError for options that cannot be, before anything is written.
    """
    _check(count, style, scan_dpi, severity, damage, faults)
    options = {"style": style or "", "scan_dpi": scan_dpi, "severity": severity if scan_dpi else "", "damage": damage,
               "faults": faults}  # fmt: skip
    written = []
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for number in progress.track(range(seed, seed + count), description="Simulating"):
            truth = out / f"sim-{number:06d}.truth.json"
            if not _is_done(truth, options):
                _write(out, _files(number, options))
            written.append(truth)
    return written


def _check(count: int, style: str | None, scan_dpi: int, severity: str, damage: float, faults: int) -> None:
    where = "tieout sim"
    if count < 1:
        raise TieoutError(f"count is {count}.", where=where, expected="1 or more.")
    if style is not None and style not in house_names():
        raise TieoutError(f"no house style {style!r}.", where=where, expected=f"one of {', '.join(house_names())}.")
    if scan_dpi and not 50 <= scan_dpi <= _HIGHEST_DPI:
        raise TieoutError(f"scans of {scan_dpi} dpi.", where=where, expected=f"50 to {_HIGHEST_DPI}, or 0 for none.")
    if severity not in data("scans"):
        raise TieoutError(f"no severity {severity!r}.", where=where, expected=f"one of {', '.join(data('scans'))}.")
    if not 0 <= damage <= 1:
        raise TieoutError(f"damage is {damage}.", where=where, expected="a part of the rows, 0 to 1.")
    if not 0 <= faults <= _MOST_FAULTS:
        raise TieoutError(f"faults is {faults}.", where=where, expected=f"0 to {_MOST_FAULTS}.")


def _is_done(truth: Path, options: Mapping[str, object]) -> bool:
    try:
        held = json.loads(truth.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(held, dict) and held.get("schema") == SCHEMA and held.get("options") == options


def _files(seed: int, options: Mapping[str, object]) -> dict[str, bytes]:
    """Everything to write for a seed, by name, the truth last."""
    filed, name = filing(seed), f"sim-{seed:06d}"
    planted: tuple[Fault, ...] = ()
    if (wanted := options["faults"]) and isinstance(wanted, int):
        filed, planted = plant_several(filed, wanted, seed)
    pdf, text = filed.pdf(str(options["style"]) or None), filed.text()
    files = {f"{name}.pdf": pdf, f"{name}.txt": text.encode(), f"{name}.md": filed.markdown().encode()}
    dpi, rate = options["scan_dpi"], options["damage"]
    assert isinstance(dpi, int)
    assert isinstance(rate, int | float)
    if dpi:
        files[f"{name}.tiff"] = as_tiff(scan(pdf, dpi, seed, str(options["severity"])), dpi)
    spoiled, done = damage_text(text, seed, rate) if rate else ("", ())
    if rate:
        files[f"{name}.damaged.txt"] = spoiled.encode()
    return files | {f"{name}.truth.json": truth_json(filed, options, done, planted).encode()}


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Each file into a staging folder inside `out`, then moved into place, in order."""
    staging: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".tieout-", dir=out))
        for name, content in files.items():
            (staging / name).write_bytes(content)
        for name in files:
            (staging / name).replace(out / name)
    except OSError as error:
        raise TieoutError(
            f"cannot be written: {error.strerror or error}.",
            where=str(error.filename or out),
            mend="choose another folder with --out, or make room; what was finished stays.",
        ) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
