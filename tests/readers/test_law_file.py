from __future__ import annotations

from pathlib import Path

import pytest

from evplan.errors import FileUnreadable
from evplan.readers.law_file import read_law


def test_the_shipped_law_knows_the_three_methods_and_the_road_map() -> None:
    assert set(read_law().documents) >= {"sectoral", "general", "cost_ratio", "roadmap"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "missing or holds no"), (b"title = law", "no valid TOML"), (b"# \xe9\n", "line 1 is not UTF-8")],
)
def test_law_files_that_cannot_be_read_are_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "roadmap.toml").write_bytes(content)
    with pytest.raises(FileUnreadable, match=words):
        read_law(tmp_path)
