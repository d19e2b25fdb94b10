"""`tieout new`: a books folder to start from, copied from `template/`."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from tieout.facts import TieoutError


def write_folder(folder: Path) -> list[Path]:
    """Write the template into a new or empty folder; returns the files written.

    Raises TieoutError where the folder holds something: nothing is ever overwritten.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "is not empty." if folder.is_dir() else "is a file."
            raise TieoutError(what, where=str(folder), mend="name a folder that does not exist yet.")
        written = []
        with as_file(files("tieout.cli") / "template") as template:
            for path in sorted(template.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    target = folder / path.relative_to(template)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(path.read_bytes())
                    written.append(target)
        return written
    except OSError as error:
        raise TieoutError(f"cannot be written: {error.strerror}.", where=str(folder)) from None
