"""What the stories of these tests come to is compared with what is kept of it: see `tests.rules.pinned`."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.rules.pinning import compare
from tests.rules.world import WATCHING


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Whatever the test plays is seen; compared when it has passed."""
    played: list[object] = []
    WATCHING.append(played)
    try:
        yield
    finally:
        WATCHING.remove(played)
    compare(item, played)
