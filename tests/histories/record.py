"""Records the Temporal histories that tests replay: `python -m tests.histories.record`.

Tells short stories on the real parts and keeps, for every run of every record, its history (protobuf and gzip,
as text in base64) and the record's entries. To be run again whenever a workflow's commands change on purpose; the
people are invented.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from temporalio.api.history.v1 import History

from models import acts as a
from models.acts import Consent, Objection, StandAside
from models.agreement import ApprovalResult
from models.canonical import canonical_bytes
from tests.agreements import TRUST, an_agreement, computed, given, in_force, party_of, told_the_state, until, when
from tests.disputes import advised, bring, paper, ready, says, submits
from tests.house import open_house
from tests.replaying import runs_of
from tests.scenarios.test_making import said, sent_to_all, sign
from tests.story import Story, telling

OTHER = {"agreement": "laboratorieavtale", "title": "Avtale om laboratorietjenester"}
HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.json"
LARGEST = 100_000  # bytes a file


async def decided(story: Story) -> None:
    """A case from melding to follow-up, and a meeting whose minutes are approved in a later one."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    digest = (await story.case_state(case)).text.digest
    answer = a.AnswerForankring(
        party="moss",
        answer=a.ForankringAnswer.SUPPORTS_WITH_COMMENTS,
        treated_by="kommunestyret",
        treated_on=(await story.clock.now()).date(),
        text_digest=digest,
    )
    await story.do(case, answer, story.contact("moss"))
    statement = Consent(statement="Vi merker oss kostnaden.", statement_follows=True)
    await story.roll_call(case, second, {"SEKR-M3": StandAside(), "SEKR-M2": statement})
    await story.do(second, a.CloseMeeting())
    await story.minutes(second)
    await story.days_pass(4)
    for item in (await story.ended(case)).follow_ups:
        await story.do(case, a.ReportFollowUp(party=item.party, status=a.FollowUpStatus.DONE))
    await story.until(case, lambda state: state.ended)
    third = await story.meeting("SEKR", 28)
    await story.do(second, a.CommentOnMinutes(text="Vi ba om tall.", item=1), story.member("SEKR-M2"))
    await story.do(second, a.AnswerMinutesComment(comment=1, answer="Tas ikke inn."))
    await story.open_meeting(third)
    await story.do(second, a.ApproveMinutes(meeting=third), story.member("SEKR-M1"))
    await story.until_meeting(second, lambda state: state.ended)


async def disputed(story: Story) -> None:
    """No consensus, a new drøfting on an amended text; the case still runs, in forankring."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    third = await story.meeting("SEKR", 84)
    await story.meeting("SEKR", 112)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.roll_call(case, second, {"SEKR-M4": Objection(grounds="Ikke dekning i budsjettet.")})
    chosen = a.ChoosePath(
        path=a.PathAfterDisagreement.NEW_DROFTING, reason="Ny runde.", amended_proposal="Bare der det er dekning."
    )
    await story.do(case, chosen, story.member("SEKR-M1"))
    await story.hold_drofting(case, third)
    await story.minutes(third)  # else its draft may come between what is kept of its entries and of its history


async def withdrawn(story: Story) -> None:
    """A case is withdrawn and ends; a meeting is moved and called off."""
    meeting = await story.meeting("SEKR", 28)
    case = await story.open_case()
    await story.place(case, meeting, a.Mark.DROFTING)
    await story.days_pass(16)
    await story.do(case, a.WithdrawCase(reason="Ikke lenger aktuelt."), story.contact("halden"))
    starts, ends = await story.local(40), await story.local(40, 12)
    await story.do(meeting, a.MoveMeeting(starts_at=starts, ends_at=ends, place="Moss", reason="Rommet er opptatt."))
    await story.days_pass(16)
    await story.do(meeting, a.CancelMeeting(reason="Ingen saker."))
    await story.ended(case)


async def long(story: Story) -> None:
    """A case that waits for two months: its runs follow each other."""
    case = await story.open_case()
    await story.days_pass(65)
    await story.do(case, a.DemandHigherBody(reason="Saken binder alle."), story.member("SEKR-M4"))


async def moved(story: Story) -> None:
    """A running case is moved to another version of its procedure, and its next run goes on by that."""
    case = await story.open_case()
    shorter = await story.adopt(notice_days=10)
    await story.do(case, a.MoveToProcedure(procedure=shorter, reason="Kortere frist er avtalt."))
    await story.days_pass(35)
    await story.do(case, a.DemandHigherBody(reason="Saken binder alle."), story.member("SEKR-M4"))


async def agreed(story: Story) -> None:
    """An agreement is drawn up, approved, signed and sent; it is in force, and its next run has begun."""
    record, today = await sent_to_all(story, an_agreement("halden", valid_from=None))
    for party in ("halden", TRUST):
        await said(story, record, party, today, ApprovalResult.APPROVED, None)
        await sign(story, record, party, today)
    await story.days_pass(60)
    on = (await story.clock.now()).date()
    await story.do(record, a.ReportSent(on=on, way="sent", where="Digital post, sak 12"))
    await computed(story, record)


async def noticed(story: Story) -> None:
    """A notice is received, corrected and runs out, and so does the record; another is taken back."""
    ending, lasting = (
        await in_force(story, an_agreement("halden")),
        await in_force(story, an_agreement("moss", **OTHER)),
    )
    await given(story, ending, "halden")
    await given(story, lasting, "moss")
    await story.days_pass(20)
    later = when((await story.clock.now()).date() - timedelta(days=15))
    act = a.CorrectReceipt(notice=1, party=TRUST, received=later, reason="Feil dato ført.")
    await story.do(ending, act, party_of(story, TRUST))
    back = a.WithdrawNotice(notice=1, arrived=when((await story.clock.now()).date()), reason="Enighet.")
    await story.do(lasting, back, party_of(story, "moss"))
    yes = a.AnswerWithdrawal(notice=1, party=TRUST, agrees=True, document="3" * 64)
    await story.do(lasting, yes, party_of(story, TRUST))
    await told_the_state(story, lasting, 1)
    await story.days_pass(370)
    await until(story, ending, lambda state: state.ended)


async def nemnda(story: Story) -> None:
    """A dispute is submitted, advised on two months later and not followed; another waits for a consent."""
    over = await ready(story, "halden")
    document = await paper(story, over)
    await story.do(over, a.CheckDisputeDocument(document=document))
    await story.do(over, a.ConfirmAnonymised(document=document))
    await submits(story, over)
    await story.days_pass(60)
    await advised(story, over)
    await says(story, over, "halden", follows=True)
    await says(story, over, TRUST, follows=False)
    await bring(story, "moss")
    await story.days_pass(15, hour=10)


STORIES: dict[str, Callable[[Story], Awaitable[None]]] = {
    "decided": decided,
    "disputed": disputed,
    "withdrawn": withdrawn,
    "long": long,
    "moved": moved,
    "agreed": agreed,
    "noticed": noticed,
    "nemnda": nemnda,
}


async def keep(story: Story, name: str) -> list[dict[str, object]]:
    """Write a story's histories and entries; their lines of the manifest."""
    lines: list[dict[str, object]] = []
    for record in story.records:
        entries = await story.entries(record)
        entries_file = f"{name}.{record}.entries.txt"
        write(entries_file, b"\n".join(canonical_bytes(entry) for entry in entries))
        for number, history in enumerate(await runs_of(story, record), start=1):
            file = f"{name}.{record}.{number}.history.txt"
            write(file, without_machine(History(events=history.events)).SerializeToString())
            ended = history.events[-1].WhichOneof("attributes") or ""
            lines.append({"file": file, "record": record, "entries": entries_file, "ends_with": ended})
    return lines


def without_machine(history: History) -> History:
    """The history without the names of the processes and the machine that made it."""
    for event in history.events:
        _forget_identity(getattr(event, event.WhichOneof("attributes") or ""))
    return history


def _forget_identity(part: Any) -> None:
    """In the part and in what an update's event nests below it."""
    if getattr(part, "identity", ""):
        part.identity = ""
    for name in ("meta", "accepted_request"):
        if getattr(part, name, None) is not None:
            _forget_identity(getattr(part, name))


def write(file: str, content: bytes) -> None:
    """Write a small file, the same bytes for the same content."""
    packed = base64.encodebytes(gzip.compress(content, mtime=0))
    if len(packed) > LARGEST:
        raise SystemExit(f"{file} would be {len(packed)} bytes")
    (HERE / file).write_bytes(packed)


async def record() -> None:
    """Tell every story and keep what it leaves, in place of what was kept before."""
    lines: list[dict[str, object]] = []
    for old in HERE.glob("*.txt"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house:
            for name, tell in STORIES.items():
                async with telling(house) as story:
                    await tell(story)
                    await story.check()
                    lines += await keep(story, name)
    MANIFEST.write_text(json.dumps(lines, indent=1) + "\n")
    sys.stdout.write(f"{len(lines)} histories in {HERE}\n")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    asyncio.run(record())
