"""Several commands in one process: each ends with its own status and says its own words."""

from __future__ import annotations

from pathlib import Path

from cli.together import together


def test_each_has_its_own_status_and_its_own_words(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.zip")

    (version, said), (unreadable, _), (misused, nothing), (again, same) = together(
        [["--version"], ["audit", "verify", missing], ["audit", "sample"], ["--version"]]
    )

    assert (version, unreadable, misused, again) == (0, 2, 2, 0)
    assert said.startswith("saksgang ") and said == same
    assert nothing == ""
