"""Changes of several files are carried out together or not at all."""

from __future__ import annotations

import pytest

from migrations_core.exceptions import UnwritableFileError
from migrations_core.workflows.squash.disk import change_files


@pytest.fixture
def folder(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.py").write_text(name)
    return tmp_path


def content(folder) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_everything_is_changed(folder):
    change_files({str(folder / "a.py"): "new"}, [str(folder / "b.py")], lambda: None)

    assert content(folder) == {"a.py": "new", "c.py": "c"}


def test_a_failing_check_takes_everything_back(folder):
    def check() -> None:
        assert content(folder)["a.py"] == "new"
        assert not (folder / "b.py").exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change_files({str(folder / "a.py"): "new"}, [str(folder / "b.py")], check)

    assert content(folder) == {"a.py": "a", "b.py": "b", "c.py": "c"}


def test_a_file_that_cannot_be_deleted_takes_everything_back(folder):
    deletions = [str(folder / "b.py"), str(folder / "missing.py")]

    with pytest.raises(UnwritableFileError, match=r"missing\.py"):
        change_files({str(folder / "a.py"): "new"}, deletions, lambda: None)

    assert content(folder) == {"a.py": "a", "b.py": "b", "c.py": "c"}
