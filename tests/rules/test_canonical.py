"""Canonical JSON is written twice, quickly and by the library; there is one way to write a value (RFC 8785)."""

from __future__ import annotations

import math
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from models.canonical import canonical_json
from tests.rules.world import deliberated

NUMBERS = st.integers(-(2**60), 2**60) | st.floats() | st.sampled_from((0, -0.0, 1e21, 1e-7, 2**53 - 1, 2**53))
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def by_the_library(plain: Any) -> bytes | None:
    """None where it refuses."""
    try:
        return rfc8785.dumps(plain)
    except rfc8785.CanonicalizationError:
        return None


@given(PLAIN)
@example({"\U0001f600": 1, "\ufb33": 2})  # UTF-16 sorts the first before the second
@example({"a": '1.5e3 \x00\x1f\x7f\u2028/\\"', "b": [0.1, -5, True]})
@example(["\ud800"])
@example([math.nan])
@example(2**53)
@example(0.5)
def test_any_value_is_written_as_the_library_writes_it(plain: Any) -> None:
    expected = by_the_library(plain)
    if expected is None:
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical_json(plain)
    else:
        assert canonical_json(plain) == expected


def test_entries_of_a_case_take_the_quick_way_and_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    world, case = deliberated()
    plain = [entry.model_dump(mode="json", exclude_none=True) for entry in world.records[case].entries]
    expected = [rfc8785.dumps(one) for one in plain]

    monkeypatch.delattr(rfc8785, "dumps")

    assert [canonical_json(one) for one in plain] == expected
