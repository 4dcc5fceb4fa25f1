"""What has to be installed on the machine, and Debian's packages that have it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from places import SetupError


@dataclass(frozen=True, slots=True)
class Need:
    """Something that pip cannot install; `variable` is the way round it, where there is one."""

    what: str
    packages: tuple[str, ...]
    present: Callable[[], bool]
    variable: str = ""


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing where that is possible, else say what to install."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    if not _can_install():
        raise SetupError(_advice(missing))
    packages = [package for need in missing for package in need.packages]
    print(f"Installing Debian's packages {', '.join(packages)}", flush=True)
    complaint = _apt_get("update") or _apt_get("install", "--yes", *packages)
    missing = [need for need in needs if not need.present()]
    if missing:
        raise SetupError(f"{_advice(missing)} apt-get says: {complaint or 'nothing'}")


def _can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _advice(missing: Sequence[Need]) -> str:
    packages = " ".join(package for need in missing for package in need.packages)
    variables = [f"{need.variable} to the URL of a server" for need in missing if need.variable]
    way_round = f", set {' and '.join(variables)}" if variables else ""
    return (
        f"The tests need {', '.join(need.what for need in missing)}."
        f" Install that (on Debian and Ubuntu: apt-get install {packages}){way_round},"
        " or test less with ./run test --sqlite-only."
    )


def _apt_get(*arguments: str) -> str:
    """Run apt-get without questions; return its complaint, empty if it has none."""
    done = subprocess.run(
        ["apt-get", "-o", "APT::Install-Recommends=false", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""
