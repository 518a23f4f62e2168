"""What a run began with says the same read in two parts as read as a whole, however it is written."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from audit.starts import STARTS, begun, begun_with
from models.base import Frozen
from models.canonical import digest_of
from models.work import CaseStart
from tests.workflows.kept import Kept, manifest

RUNS = [kept for kept in manifest() if kept.story in ("decided", "noticed", "disputed")]


def content_of(kept: Kept) -> bytes:
    started = kept.history().events[0].workflow_execution_started_event_attributes
    return started.input.payloads[0].data


CONTENT = next(one for one in map(content_of, RUNS) if one.startswith(b'{"record":"case-') and b',"state":' in one)
PLAIN = json.loads(CONTENT)
WHOLE, HEAD = CONTENT.removesuffix(b"}"), CONTENT.index(b',"head":')
OTHER_HEAD = json.dumps({**PLAIN["head"], "seq": 0}).encode()
BACKWARDS = json.dumps(dict(reversed(PLAIN.items())), separators=(",", ":")).encode()


def read(content: bytes, *, whole: bool) -> tuple[Frozen, set[str]] | None:
    try:
        start = CaseStart.model_validate_json(content) if whole else begun_with(content, CaseStart).start
    except ValidationError:
        return None
    return start, start.model_fields_set


@pytest.mark.parametrize("kept", RUNS, ids=lambda kept: kept.name)
def test_of_every_workflow(kept: Kept) -> None:
    events, content = kept.history().events, content_of(kept)
    kind = STARTS[events[0].workflow_execution_started_event_attributes.workflow_type.name]

    found = begun(events)

    assert found.start == begun_with(content, kind).start == kind.model_validate_json(content)
    assert found.versions.procedure == digest_of(found.start.procedure)
    assert found.versions.roster == digest_of(found.start.roster)


@pytest.mark.parametrize(
    ("content", "readable"),
    [
        pytest.param(CONTENT, True, id="as it is"),
        pytest.param(json.dumps(PLAIN, indent=1).encode(), True, id="with blanks"),
        pytest.param(BACKWARDS, True, id="the other way round"),
        pytest.param(CONTENT + b" \n", True, id="with blanks behind it"),
        pytest.param(WHOLE + b',"community":"other"}', True, id="its community said again behind the head"),
        pytest.param(WHOLE + b',"head":' + OTHER_HEAD + b"}", True, id="the head said again"),
        pytest.param(b'{"record":"case-x-1","head":{},' + CONTENT[1:], True, id="the head said before, too"),
        pytest.param(b'{"more":{"a":1,"head":2},' + CONTENT[1:], False, id="a head further inside"),
        pytest.param(WHOLE + b',"more":1}', False, id="more than there is"),
        pytest.param(CONTENT[:HEAD] + b"}", False, id="no head"),
        pytest.param(CONTENT[:HEAD] + b"}" + CONTENT[HEAD:], False, id="ended before its head"),
        pytest.param(CONTENT[:-1], False, id="cut off"),
        pytest.param(CONTENT + b"}", False, id="ended twice"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_however_it_is_written(content: bytes, readable: bool) -> None:
    found = read(content, whole=False)

    assert found == read(content, whole=True)
    assert (found is not None) is readable
