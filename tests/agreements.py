"""What stories about agreements share: an agreement in force, a notice given and received."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from models import acts as a
from models.agreement import Agreement, AgreementKind, AgreementParty, Resolution
from models.agreement_state import AgreementState
from models.entries import RelationEnded
from models.periods import Moment
from models.submission import Claim
from tests.story import OSLO, PATIENCE, NotAsTold, Story

TRUST = "sykehuset-ostfold"
OUTSIDE = (AgreementParty(name="Staten"), AgreementParty(name="KS"))


def an_agreement(*parties: str, **changes: Any) -> Agreement:
    """A statutory agreement between municipalities and the trust, in force since 2020."""
    fields: dict[str, Any] = {
        "agreement": "samarbeidsavtale",
        "kind": AgreementKind.STATUTORY,
        "title": "Samarbeidsavtale",
        "parties": tuple(AgreementParty(party=party) for party in (*parties, TRUST)),
        "valid_from": date(2020, 1, 1),
    }
    return Agreement(**(fields | changes))


async def in_force(story: Story, agreement: Agreement) -> str:
    """The agreement brought in; its record."""
    [brought] = await story.cases.import_agreements(story.community, story.secretariat, [agreement])
    story.records.append(brought.record)
    return brought.record


def resolution(on: date) -> Resolution:
    """What a council resolved."""
    return Resolution(body="kommunestyret", on=on, case_number="12/2026")


def when(value: date | datetime) -> Moment:
    """A local day; or an instant of the story's time zone, with its local day."""
    return Moment(day=value.date(), at=value) if isinstance(value, datetime) else Moment(day=value)


async def notice(story: Story, record: str, by: str, sent: date | datetime, **changes: Any) -> int:
    """Notice given by a party, through the secretariat; its number."""
    moment = when(sent)
    act = a.GiveNotice(by=by, sent=moment, authority=resolution(moment.day), **changes)
    await story.do(record, act, party_of(story, by))
    return len((await story.agreement_state(record)).notices)


async def received(story: Story, record: str, number: int, by: str, at: date | datetime) -> AgreementState:
    """The notice came to a party; the agreement once its dates are computed."""
    act = a.RecordReceipt(notice=number, parties=(by,), received=when(at))
    await story.do(record, act, party_of(story, by))
    return await computed(story, record)


async def given(story: Story, record: str, by: str) -> int:
    """Notice given, received and reported on one day, and nobody wants to negotiate anew; its number."""
    on = (await story.clock.now()).astimezone(OSLO).date()
    number = await notice(story, record, by, on)
    await received(story, record, number, TRUST, on)
    await told_the_state(story, record, number)
    noted = await until(story, record, lambda state: state.notice(number).case is not None)
    case = noted.notice(number).case
    assert case is not None
    await story.do(case, a.WithdrawCase(reason="Ingen vil forhandle."), story.contact(by))
    return number


async def told_the_state(story: Story, record: str, number: int) -> None:
    """Helsedirektoratet has been told of the notice, or of its withdrawal, today (A-11)."""
    on = (await story.clock.now()).astimezone(OSLO).date()
    await story.do(record, a.ReportNotice(notice=number, on=on, way="e-post", proof="6" * 64))


async def computed(story: Story, record: str) -> AgreementState:
    """The agreement once its dates are computed."""
    return await until(story, record, lambda state: not state.stale)


async def until(story: Story, record: str, condition: Callable[[AgreementState], bool]) -> AgreementState:
    """The agreement once it is so; real time passes, the story's does not."""
    deadline = time.monotonic() + PATIENCE
    while not condition(state := await story.agreement_state(record)):
        if time.monotonic() > deadline:
            raise NotAsTold(f"{record} after {PATIENCE:.0f} s: {await story.kinds(record)}")
        await asyncio.sleep(0.02)
    return state


def party_of(story: Story, party: str) -> Claim:
    """The secretariat, entering for a party."""
    return Claim(person=story.secretariat.person, party=party)


async def ends(story: Story, record: str) -> list[tuple[str, date]]:
    """What ended, and its last day."""
    return [(body.relation, body.last_day) for body in await story.bodies(record, RelationEnded)]
