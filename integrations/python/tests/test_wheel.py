"""A wheel with the executable, in an empty virtual environment."""

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]


def test_one_file_gives_the_command_the_client_and_a_service(tmp_path):
    # The executable of a test may need libraries of this machine. `make wheel` permits none.
    subprocess.run([FOLDER / "wheel", os.environ["PERFORMANCE_LAW"], tmp_path, "--any"], check=True)
    (wheel,) = tmp_path.glob("performance_law-*-manylinux_*.whl")
    checked = subprocess.run([FOLDER / "check-wheel", wheel], capture_output=True, text=True)
    assert checked.returncode == 0 and "the wheel works" in checked.stdout, checked.stdout + checked.stderr
