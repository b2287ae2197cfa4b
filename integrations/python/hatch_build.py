"""Puts the executable of the service into the wheel, which then belongs to one platform."""

import os
import platform
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ExecutableHook(BuildHookInterface):
    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        executable = os.environ.get("PERFORMANCE_LAW_EXECUTABLE")
        if not executable:
            return
        library, release = platform.libc_ver(executable)
        if library != "glibc":
            raise RuntimeError(f"{executable} needs {library or 'an unknown C library'}; wheels for Linux need glibc")
        # The C library of this machine. An older one may lack a function that the executable calls.
        release = platform.libc_ver()[1]
        build_data["shared_scripts"] = {executable: "performance-law"}
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-manylinux_{release.replace('.', '_')}_{platform.machine()}"
