"""Histories as bytes: always the same, read by any gunzip, refused where they are not what they say."""

from __future__ import annotations

import gzip
import io
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from audit.histories import (
    LARGEST,
    address,
    bytes_of,
    described,
    events_in,
    in_file,
    in_files,
    opened,
    packed,
    taken,
    unpacked,
)
from audit.written import UnreadableHistory
from models.histories import Run, in_order
from tests.workflows.kept import Kept, first_of, manifest

CASE = "case-ostfold-2031-1"


def _as_json(content: bytes) -> dict[str, Any]:
    return WorkflowHistory(CASE, events_in(content)).to_json_dict()


def _with_a_field(content: bytes) -> bytes:
    """The first event says something under a number that no field of an event has."""
    turned = History.FromString(content)
    turned.events[0].MergeFromString(b"\xd2\x3e\x03lie")
    return turned.SerializeToString(deterministic=True)


def _commented(compressed: bytes) -> bytes:
    return compressed[:3] + b"\x10" + compressed[4:10] + b"a comment\x00" + compressed[10:]


class TestBytes:
    """The same history is always the same bytes, and any gunzip reads them."""

    @pytest.mark.parametrize("kept", manifest()[::7], ids=lambda kept: str(kept.name))
    def test_events_come_back_as_they_were(self, kept: Kept) -> None:
        events = kept.history().events

        content = bytes_of(events)

        assert unpacked(packed(content)) == content
        assert list(events_in(content)) == list(events)

    def test_the_order_in_which_a_map_was_filled_does_not_matter(self) -> None:
        events = list(first_of("decided").history().events)
        turned = History(events=events)
        for event in turned.events:
            for payload in event.workflow_execution_started_event_attributes.input.payloads:
                pairs = [*payload.metadata.items(), ("zz", b"1"), ("aa", b"2")]
                payload.metadata.clear()
                for key, value in reversed(pairs):
                    payload.metadata[key] = value
        straight = History(events=turned.events)
        for event in straight.events:
            for payload in event.workflow_execution_started_event_attributes.input.payloads:
                pairs = sorted(payload.metadata.items())
                payload.metadata.clear()
                for key, value in pairs:
                    payload.metadata[key] = value

        assert bytes_of(turned.events) == bytes_of(straight.events) != bytes_of(events)

    def test_stock_gunzip_reads_it(self) -> None:
        content = bytes_of(first_of("decided").history().events)

        with gzip.GzipFile(fileobj=io.BytesIO(packed(content))) as file:
            assert file.read() == content
            assert file.mtime == 0

    @pytest.mark.parametrize(
        ("spoil", "why"),
        [
            pytest.param(lambda kept: kept[:-3], "cut off", id="cut off"),
            pytest.param(lambda kept: kept + b"x", "behind its end", id="something behind it"),
            pytest.param(lambda kept: b"PK" + kept[2:], "no gzip file", id="not gzip"),
            pytest.param(lambda _: packed(bytes(LARGEST + 1)), "more than", id="a bomb"),
        ],
    )
    def test_what_is_no_such_file_is_refused(self, spoil: Callable[[bytes], bytes], why: str) -> None:
        kept = packed(bytes_of(first_of("decided").history().events))

        with pytest.raises(UnreadableHistory, match=why):
            unpacked(spoil(kept))

    def test_every_flipped_bit_of_a_kept_history_is_found(self) -> None:
        kept = taken(CASE, "run", 1, first_of("withdrawn").history().events)
        chance = random.Random(4)

        for _ in range(300):
            place, bit = chance.randrange(len(kept.compressed)), chance.randrange(8)
            flipped = bytearray(kept.compressed)
            flipped[place] ^= 1 << bit
            try:
                read = unpacked(bytes(flipped))
            except UnreadableHistory:
                continue
            # Some bits of a gzip file's head mean nothing to whoever reads it; the history is the same then.
            assert address(read) == kept.sha256
            assert place < 10

    @pytest.mark.parametrize("content", [b"", b"\x00\x01", zlib.compress(b"x")])
    def test_what_is_no_history_is_refused(self, content: bytes) -> None:
        with pytest.raises(UnreadableHistory, match=r"no Temporal history|does not begin"):
            events_in(content)

    def test_another_history_under_the_digest_is_refused(self) -> None:
        kept, other = (taken(CASE, "run", 1, first_of(story).history().events) for story in ("decided", "withdrawn"))

        with pytest.raises(UnreadableHistory, match=f"run run of {CASE} has digest {other.sha256}"):
            opened(replace(kept, compressed=other.compressed))


class TestDescribed:
    """What the index tells of a run is in the run."""

    def test_a_run_that_goes_on_in_another(self) -> None:
        first, second = (kept for kept in manifest() if (kept.story, kept.record) == ("decided", CASE))

        before = described(CASE, "a", first.history().events)
        after = described(CASE, "b", second.history().events)

        assert (before.workflow, before.closed, before.previous_run) == ("CaseWorkflow", "continued_as_new", None)
        assert (after.closed, after.previous_run, after.first_run) == (
            "completed",
            before.first_run,
            before.first_run,
        )
        assert before.build_ids == ("saksgang-0.1",)
        assert before.events == len(first.history().events)

    def test_a_run_that_still_runs(self) -> None:
        running = taken(CASE, "a", 3, first_of("disputed").history().events[:-1])

        assert (running.closed, running.index, opened(running).history.workflow_id) == (None, 3, CASE)


def a_run(name: str, *, first: str = "", after: str | None = None, begins: int = 0, ends: int = 1) -> Run:
    """A run that began and ended so many hours after the story's beginning."""
    start = datetime(2031, 1, 6, tzinfo=UTC)
    began, ended = (start + timedelta(hours=hour) for hour in (begins, ends))
    return Run(CASE, "CaseWorkflow", name, first or name, after, began, ended, 5, (), "completed", "0" * 64, 10)


class TestOrder:
    """The runs of a record stand in the order in which they followed one another."""

    def test_each_stands_after_the_one_it_continues(self) -> None:
        chain = (a_run("a"), a_run("b", first="a", after="a"), a_run("c", first="a", after="b"))

        assert in_order(chain[::-1]) == chain

    def test_what_was_started_again_stands_after_all_of_what_ended(self) -> None:
        chain = (a_run("z"), a_run("y", first="z", after="z", begins=2), a_run("a", begins=5))

        assert in_order((chain[2], chain[0], chain[1])) == chain

    def test_a_reset_run_stands_after_the_one_it_replaces(self) -> None:
        ended, again = a_run("b", first="a", after="a", ends=3), a_run("A", first="a", after="a", ends=9)

        assert in_order((again, a_run("a"), ended)) == (a_run("a"), ended, again)

    def test_runs_that_continue_each_other_do_not_hang_it(self) -> None:
        one, other = a_run("a", after="b"), a_run("b", first="a", after="a")

        assert set(in_order((one, other))) == {one, other}


class TestInFiles:
    """A history in a file: as it is kept, uncompressed, or as Temporal's own tools write it."""

    EVENTS = tuple(first_of("decided").history().events)
    CONTENT = bytes_of(EVENTS)

    @pytest.mark.parametrize("written", ["kept", "plain", "json", "json, with blanks before it"])
    def test_in_each_form(self, written: str) -> None:
        document = WorkflowHistory(CASE, list(self.EVENTS)).to_json()
        forms = {"kept": packed(self.CONTENT), "plain": self.CONTENT, "json": document.encode()}
        found = in_file(forms.get(written, b" \n" + document.encode()), "ab")

        assert (found.record, found.run, found.index, found.sha256) == (CASE, "ab", 1, address(self.CONTENT))
        assert unpacked(found.compressed) == self.CONTENT

    def test_its_run_is_the_one_it_began_as_where_no_name_tells(self) -> None:
        started = self.EVENTS[0].workflow_execution_started_event_attributes

        assert in_file(self.CONTENT).run == started.original_execution_run_id

    def test_of_no_record(self) -> None:
        turned = History(events=self.EVENTS)
        for data in (b"{}", b"[]", b"x", None):
            payloads = turned.events[0].workflow_execution_started_event_attributes.input.payloads
            if data is None:
                del payloads[:]
            else:
                payloads[0].data = data
            with pytest.raises(UnreadableHistory, match=r"^what its workflow began with names no record$"):
                in_file(bytes_of(turned.events))

    def test_in_their_order_by_record(self) -> None:
        runs = [kept for kept in manifest() if (kept.story, kept.record) == ("decided", CASE)]
        files = {
            f"{CASE}/{name}.gz": packed(bytes_of(kept.history().events))
            for name, kept in zip("zy", runs, strict=True)
        }

        found = in_files(files)

        assert list(found) == [CASE]
        assert [(kept.run, kept.index) for kept in found[CASE]] == [("z", 1), ("y", 2)]

    @pytest.mark.parametrize(
        "written",
        [
            pytest.param(lambda inside: packed(json.dumps(_as_json(inside)).encode()), id="as JSON"),
            pytest.param(
                lambda inside: packed(inside + b"\xd2\x3e\x03lie"), id="with a field of nobody's at its end"
            ),
            pytest.param(lambda inside: packed(_with_a_field(inside)), id="with one in an event"),
            pytest.param(lambda inside: _commented(packed(inside)), id="with words in the compressed file"),
            pytest.param(lambda inside: inside, id="not compressed"),
        ],
    )
    def test_nothing_stands_in_one_that_nobody_looks_at(self, written: Callable[[bytes], bytes]) -> None:
        name = f"{CASE}/ab.gz"
        assert in_files({name: packed(self.CONTENT)})

        with pytest.raises(UnreadableHistory, match=rf"^{CASE}/ab\.gz holds something that is no part of a history"):
            in_files({name: written(self.CONTENT)})

    def test_under_another_records_name_or_none(self) -> None:
        with pytest.raises(UnreadableHistory, match=rf"^case-x-9/ab\.gz is a history of {CASE}$"):
            in_files({"case-x-9/ab.gz": packed(self.CONTENT)})
        with pytest.raises(UnreadableHistory, match=rf"^{CASE}/ab\.gz: it is no Temporal history"):
            in_files({f"{CASE}/ab.gz": b"\x00\x01"})

    def test_what_does_not_begin_as_one(self) -> None:
        with pytest.raises(UnreadableHistory, match="does not begin"):
            events_in(bytes_of(self.EVENTS[1:]))

    def test_when_it_began_and_ended(self) -> None:
        told = described(CASE, "ab", self.EVENTS)

        assert told.began_at == self.EVENTS[0].event_time.ToDatetime(tzinfo=UTC)
        assert told.ended_at == self.EVENTS[-1].event_time.ToDatetime(tzinfo=UTC)
        assert (told.size, told.sha256) == (len(self.CONTENT), address(self.CONTENT))
