"""What mysqlclient, which comes without binaries for Linux, is built with."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from servers.packages import Need

CLIENT_LIBRARIES = ("mysqlclient", "mariadb", "libmariadb", "perconaserverclient")


def _has_client_library() -> bool:
    pkg_config = shutil.which("pkg-config")
    return pkg_config is not None and any(
        subprocess.run([pkg_config, "--exists", name], check=False).returncode == 0
        for name in CLIENT_LIBRARIES
    )


def _has_python_headers() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").exists()


NEEDS = (
    Need(
        "the client library of MariaDB or MySQL and pkg-config",
        ("libmariadb-dev", "pkg-config"),
        _has_client_library,
    ),
    Need(
        "a C compiler",
        ("gcc", "libc6-dev"),
        lambda: any(shutil.which(name) for name in ("cc", "gcc", "clang")),
    ),
    Need(
        "the headers of this Python",
        (f"python{sys.version_info.major}.{sys.version_info.minor}-dev",),
        _has_python_headers,
    ),
)
