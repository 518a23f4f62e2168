"""The register is a projection: dropped and made again, the read models are the same row by row."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from sqlalchemy import text

from models import acts as a
from models.acts import Consent, ConsentWithReservation, Contribute, ContributionKind, ItemOutcome, Mark, Objection
from models.agreement import Agreement, AgreementKind, AgreementParty
from models.submission import Claim, Submission
from models.tables import READ_MODELS
from register.database import Register
from register.order import with_others
from register.rebuild import Rebuilt, RecordBroken, rebuild
from tests.disputes import bring
from tests.house import SECRETARIAT, House
from tests.register.databases import as_owner
from tests.register.test_roster_changes import renew
from tests.story import Story

Rows = dict[str, list[str]]
VIEWS = [str(model.__tablename__) for model in READ_MODELS]
UNLOCK = "ALTER TABLE entry DISABLE TRIGGER append_only"
KEPT = ["delivery", "intake", "entry", "verdict", "head", "record", "counter"]


async def rows_of(register: Register, tables: list[str]) -> Rows:
    """Every row of these tables as PostgreSQL writes it."""
    async with register.reading() as connection:
        return {
            table: list(await connection.scalars(text(f'SELECT t::text FROM "{table}" t ORDER BY 1')))
            for table in tables
        }


async def rebuilt(register: Register, at_once: int = 1000) -> Rebuilt:
    async with register.transaction() as connection:
        return await rebuild(connection, at_once=at_once)


async def tell_much(story: Story) -> None:
    """Two cases, three meetings, a new member, refusals, receipts, a reservation: many kinds of entries."""
    first, second = await story.meeting("SEKR", 30), await story.meeting("SEKR", 70)
    case, other = await story.open_case(), await story.open_case("En sak som trekkes", larger=True)
    await story.act(case, a.PlaceCase(meeting="meeting-ostfold-SEKR-2099-1", mark=Mark.DROFTING))
    await story.act(case, a.ChoosePath(path=a.PathAfterDisagreement.NEW_DROFTING, reason="For tidlig"))
    digest = (await story.case_state(case)).text.digest
    await story.do(case, a.AmendText(rests_on=digest, proposal="Nytt.", substantial=True, reason="Presisering"))
    await story.place(other, first, Mark.DROFTING)
    await story.do(other, a.WithdrawCase(reason="Ikke lenger aktuell"), story.contact("halden"))
    await story.place(case, first, Mark.DROFTING)
    await story.days_pass(18)
    moved = await story.local(17), await story.local(17, 12)
    act = a.MoveMeeting(starts_at=moved[0], ends_at=moved[1], place="Kalnes, rom 3", reason="Rommet er opptatt")
    await story.do(first, act)
    await story.open_meeting(first, absent=["SEKR-GP"])
    await story.open_item(first, case)
    said = Contribute(about=ContributionKind.VIEW, text="Vi ønsker en kontaktperson.")
    entered = story.member("SEKR-M1").model_copy(update={"entered_by": SECRETARIAT.person})
    await story.do(case, said, entered)
    await story.close_item(first, case, ItemOutcome.READY)
    await story.do(first, a.CloseMeeting())
    await renew(story, "SEKR-M1", "p-ny1")
    await story.clock.idle()
    await story.days_pass(5)
    await answer_forankring(story, case)
    await story.open_roll_call(case, second)
    await decide(story, case, second)
    await story.days_pass(20)
    await story.meeting("SU", 30)
    parties = (AgreementParty(party="halden"), AgreementParty(name="Sykehuset"))
    agreed = Agreement(agreement="avtale-1", kind=AgreementKind.STATUTORY, title="Samarbeidsavtale", parties=parties)
    await story.cases.import_agreements(story.community, story.secretariat, [agreed])
    await bring(story)
    await story.clock.idle()


async def answer_forankring(story: Story, case: str) -> None:
    digest = (await story.case_state(case)).text.digest
    day = (await story.clock.now()).date()
    for party in ("halden", "moss"):
        answer = a.AnswerForankring(
            party=party,
            answer=a.ForankringAnswer.SUPPORTS,
            treated_by="kommunestyret",
            treated_on=day,
            text_digest=digest,
        )
        by = story.contact(party).model_copy(update={"entered_by": SECRETARIAT.person})
        await story.act(case, answer, by)


async def decide(story: Story, case: str, meeting: str) -> None:
    """An objection that is changed, a reservation, an announced statement, the new member's confirmation."""
    state = await story.case_state(case)
    assert state.item is not None
    day = (await story.clock.now()).date()
    reserved = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=day)
    stances: dict[str, Any] = {
        "SEKR-M2": Objection(grounds="For dyrt"),
        "SEKR-M3": reserved,
        "SEKR-M4": Consent(statement_follows=True),
    }
    for sitting in state.item.attendance:
        if sitting.seat in story.seats("SEKR", counted=True):
            stance = stances.get(sitting.seat, Consent())
            by = Claim(person=sitting.person, seat=sitting.seat, entered_by=SECRETARIAT.person)
            await story.position(case, sitting.seat, stance, by=by, inherited_seen=True)
    await story.position(case, "SEKR-M2", Consent())
    await story.close_item(meeting, case)
    await story.do(meeting, a.CloseMeeting())


class TestRebuild:
    """Read models can be dropped and made again from the entries."""

    async def test_the_same_rows_come_back_however_the_entries_are_cut(self, story: Story) -> None:
        await tell_much(story)
        views, kept = await rows_of(story.register, VIEWS), await rows_of(story.register, KEPT)
        kinds = {kind for record in story.records for kind in await story.kinds(record)}

        made = [await rebuilt(story.register, at_once) for at_once in (1000, 7, 1)]

        assert [one.changed for one in made] == [(), (), ()]
        assert {one.entries for one in made} == {len(kept["entry"])}
        assert await rows_of(story.register, VIEWS) == views
        assert await rows_of(story.register, KEPT) == kept
        assert all(views.values()), "every read model holds something"
        assert len(kinds) >= 25, sorted(kinds)

    async def test_rows_that_somebody_changed_are_mended_and_named(self, register: Register) -> None:
        before = await rows_of(register, VIEWS)
        async with register.transaction() as connection:
            await connection.execute(text("UPDATE seat_view SET counts = NOT counts"))
            await connection.execute(text("DELETE FROM party_view WHERE party = 'halden'"))

        made = await rebuilt(register)

        assert made.changed == ("seat_view", "party_view")
        assert await rows_of(register, VIEWS) == before

    async def test_an_edited_entry_stops_it_and_nothing_changes(self, register: Register, house: House) -> None:
        before = await rows_of(register, VIEWS)
        await as_owner(house, register, UNLOCK, "UPDATE entry SET canonical = replace(canonical, 'p-2h9c', 'p-9g28')")

        with pytest.raises(RecordBroken, match="community-ostfold: entry 1 is not what its digest says"):
            await rebuilt(register)

        assert await rows_of(register, VIEWS) == before

    async def test_columns_that_say_something_else_than_the_entry_stop_it(
        self, register: Register, house: House
    ) -> None:
        await as_owner(house, register, UNLOCK, "UPDATE entry SET at = at - interval '1 day'")

        with pytest.raises(RecordBroken, match="the columns of entry 1 say something else"):
            await rebuilt(register)

    async def test_a_record_cut_short_stops_it(self, register: Register, house: House) -> None:
        await as_owner(house, register, UNLOCK, "DELETE FROM entry")

        with pytest.raises(
            RecordBroken,
            match=r"community-ostfold: its entries end at 0 \(0+\), and its head says 3 \([0-9a-f]{12}\)",
        ):
            await rebuilt(register)

    async def test_an_append_that_is_under_way_is_waited_for(self, story: Story) -> None:
        case = await story.open_case()
        async with story.register.transaction() as appending:
            await with_others(appending)
            rebuilding = asyncio.create_task(rebuilt(story.register))
            done, _ = await asyncio.wait({rebuilding}, timeout=0.3)
            assert not done

        assert (await rebuilding).entries >= 2
        assert (await story.case_state(case)).title

    async def test_appends_wait_for_it_and_lose_nothing(self, story: Story) -> None:
        case = await story.open_case()
        async with story.register.transaction() as connection:
            await rebuild(connection)
            asked = asyncio.create_task(story.cases.act(case, withdrawal(story)))
            done, _ = await asyncio.wait({asked}, timeout=0.3)
            assert not done

        await asked
        await story.clock.idle()
        assert "case_withdrawn" in await story.kinds(case)
        assert (await rebuilt(story.register)).changed == ()


def withdrawal(story: Story) -> Submission:
    act = a.WithdrawCase(reason="Ikke lenger aktuell")
    return Submission(act_id=str(uuid.uuid4()), claim=story.contact("halden"), act=act)
