"""What fault tests share."""

from __future__ import annotations

from datetime import timedelta

import pytest


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers who wait a second for the judgement and not five."""
    monkeypatch.setattr("cases.PATIENCE", timedelta(seconds=1))
