"""Records the Temporal histories that tests replay: `python -m tests.histories.record`, which takes some minutes.

Tells short stories on the real parts and keeps every run of every record: its history (protobuf) and the record's
entries, one file a story (tar and xz, as text in base64). Then runs the tests of the scenarios and keeps, of each
story that they tell, the runs that bring something new. To be run again whenever a workflow's commands change on
purpose, or with the names of stories of this file that are new; the people are invented.
"""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import structlog

from models import acts as a
from models.acts import Consent, Objection, StandAside
from models.agreement import ApprovalResult
from models.dispute import DisputeKind, Mediation
from tests.agreements import TRUST, an_agreement, computed, given, in_force, party_of, told_the_state, until, when
from tests.disputes import advised, bring, consents, paper, ready, says, submits, waives
from tests.histories.keeping import KEEP_IN, Left, keep, left_in
from tests.house import open_house
from tests.scenarios.test_making import said, sent_to_all, sign
from tests.story import Story, telling
from tests.workflows.kept import FOLDER, Kept, entries_in, manifest

OTHER = {"agreement": "laboratorieavtale", "title": "Avtale om laboratorietjenester"}
MANIFEST = FOLDER / "manifest.json"
LARGEST = 100_000  # bytes a file
THIRTY_YEARS = (
    "tests/scenarios/test_long_life.py::test_thirty_years_with_reviews_notices_and_changes_of_code"  # of quiet months
)


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


async def mediated(story: Story) -> None:
    """Mediation leads to an agreement that is to be approved, and comes to nothing after all."""
    over = (await bring(story, matter=DisputeKind.ENTERING)).record
    await consents(story, over, TRUST)
    await waives(story, over, "halden", TRUST)
    await submits(story, over)
    await story.days_pass(30)
    await advised(story, over, result=Mediation(agreed=True))
    await story.days_pass(30)
    await story.do(over, a.SettleMediation(reason="Kommunestyret sa nei."))


STORIES: dict[str, Callable[[Story], Awaitable[None]]] = {
    "decided": decided,
    "disputed": disputed,
    "withdrawn": withdrawn,
    "long": long,
    "moved": moved,
    "agreed": agreed,
    "noticed": noticed,
    "nemnda": nemnda,
    "mediated": mediated,
}


def bringing_something(stories: Iterable[list[Left]], before: list[Left]) -> Iterator[Kept]:
    """The runs with an entry of a kind, or an end in a stage, that no run before had; at least one of each story.

    Of a story that brings nothing new it is the run with most entries, and rather a case's than its meeting's.
    """
    shown = {fact for one in before for fact in _facts(one)}
    for story in stories:
        new = []
        for one in story:
            if not _facts(one) <= shown:
                new.append(one)
                shown |= _facts(one)
        yield from (one.kept for one in new or sorted(story, key=_weight)[-1:])


def _facts(one: Left) -> set[tuple[str, ...]]:
    """What a run shows."""
    return {(one.of, one.kept.stage, one.kept.ends_with), *((one.of, kind) for kind in one.entered)}


def _weight(one: Left) -> tuple[bool, int]:
    return one.of != "meeting", len(one.entered)


def pack(place: Path, runs: list[Kept]) -> bytes:
    """A story's runs and the entries of their records in one file, the same bytes for the same content.

    Raises:
        SystemExit: it is too large to be kept.
    """
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as files:
        for name in sorted({name for kept in runs for name in (entries_in(kept.record), kept.history_file)}):
            content = (place / name).read_bytes()
            info = tarfile.TarInfo(name)
            info.size = len(content)
            files.addfile(info, io.BytesIO(content))
    text = base64.encodebytes(packed.getvalue())
    if len(text) > LARGEST:
        raise SystemExit(f"{place.name} would be {len(text)} bytes")
    return text


async def tell_stories(folder: Path, names: Iterable[str]) -> None:
    """Tell stories of this file, and leave all that came of them."""
    with tempfile.TemporaryDirectory() as parts:
        async with open_house(Path(parts)) as house:
            for name in names:
                async with telling(house) as story:
                    await STORIES[name](story)
                    await story.check()
                    await keep(story, name, folder)


def tell_scenarios(folder: Path) -> None:
    """Run the tests of the scenarios, each of which leaves what came of it."""
    environment = {**os.environ, KEEP_IN: str(folder)}
    asked = ("-q", "-n", "0", "-p", "no:cacheprovider", "--deselect", THIRTY_YEARS, "tests/scenarios")
    subprocess.run([sys.executable, "-m", "pytest", *asked], env=environment, cwd=FOLDER.parents[1], check=True)


def record() -> None:
    """Tell everything, and keep some of what it leaves in place of what was kept before."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        asyncio.run(tell_stories(folder, STORIES))
        tell_scenarios(folder)
        scenarios = sorted(place.name for place in folder.iterdir() if place.name not in STORIES)
        whole = [one for name in STORIES for one in left_in(folder, name)]
        chosen = bringing_something((left_in(folder, name) for name in scenarios), whole)
        kept = [*(one.kept for one in whole), *chosen]
        write(kept, packed(folder, kept))


def record_again(*names: str) -> None:
    """Tell stories of this file anew, and leave what is kept of everything else."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        asyncio.run(tell_stories(folder, names))
        told = [one.kept for name in names for one in left_in(folder, name)]
        rest = [one for one in manifest() if one.story not in names]
        order = [*STORIES, *(one.story for one in rest)]
        before = {one.story: (FOLDER / f"{one.story}.txt").read_bytes() for one in rest}
        write(sorted([*told, *rest], key=lambda one: order.index(one.story)), before | packed(folder, told))


def packed(folder: Path, kept: list[Kept]) -> dict[str, bytes]:
    """What is kept, as it is written, by story."""
    return {name: pack(folder / name, [*runs]) for name, runs in itertools.groupby(kept, lambda one: one.story)}


def write(kept: list[Kept], files: dict[str, bytes]) -> None:
    """Write this and nothing else."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, content in files.items():
        (FOLDER / f"{name}.txt").write_bytes(content)
    MANIFEST.write_text("[\n" + ",\n".join(json.dumps(asdict(one)) for one in kept) + "\n]\n")
    sys.stdout.write(f"{len(kept)} histories of {len(files)} stories in {FOLDER}\n")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    record_again(*sys.argv[1:]) if sys.argv[1:] else record()
