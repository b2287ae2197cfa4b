"""Finds the executable of the service."""

from __future__ import annotations

import os
import shutil
import sysconfig
from pathlib import Path
from typing import Iterator


def executable() -> str:
    """The variable ``PERFORMANCE_LAW``, else the executable of the wheel, else one on the path."""
    named = os.environ.get("PERFORMANCE_LAW")
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise FileNotFoundError(f"PERFORMANCE_LAW is {named!r}, which is no executable")
        return named
    for folder in _script_folders():
        candidate = folder / "performance-law"
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate)
    found = shutil.which("performance-law")
    if found is None:
        raise FileNotFoundError(
            "the executable performance-law is not here: install the wheel that contains it, put it on the path, or name it "
            "in the variable PERFORMANCE_LAW"
        )
    return found


def _script_folders() -> Iterator[Path]:
    """Where an installer puts the scripts of a wheel."""
    yield Path(sysconfig.get_path("scripts"))
    # `pip install --target FOLDER` and `--prefix FOLDER`.
    package = Path(__file__).resolve().parent
    yield package.parent / "bin"
    if len(package.parents) > 3:
        yield package.parents[3] / "bin"
    user = f"{os.name}_user"
    if user in sysconfig.get_scheme_names():
        yield Path(sysconfig.get_path("scripts", user))
