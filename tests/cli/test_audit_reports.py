"""An auditor's first questions, at the command line."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from audit.anomalies import AnomalyKind
from cli.audit_anomalies import Odd, gathered
from cli.audit_answers import NOT_LOGGED
from cli.signing import Signing
from models import acts as a
from models.canonical import text_digest
from register.database import Register
from tests.cli.desk import Desk
from tests.histories.record import decided
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.databases import as_owner
from tests.story import Story

UNLOCK = "ALTER TABLE entry DISABLE TRIGGER append_only"
REWRITTEN = "UPDATE entry SET canonical = replace(canonical, 'Partene', 'De to') WHERE kind = 'beslutning_made'"
PUT_BACK = "UPDATE entry SET canonical = replace(canonical, 'De to', 'Partene') WHERE kind = 'beslutning_made'"


def at(register: Register) -> Desk:
    return Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": register.url})


async def amended(register: Register, case: str) -> None:
    rests_on = text_digest("Vi gjør dette.")
    act = a.AmendText(rests_on=rests_on, proposal="Vi gjør noe annet.", substantial=True, reason="Bedre slik.")
    await acted(register, case, act)


async def test_anomalies_are_listed_with_entry_rule_and_words(register: Register) -> None:
    desk, case = at(register), await brought(register, "En sak")
    await amended(register, case)

    told = await desk.give("audit anomalies")
    short = await desk.give(f"audit anomalies {case.removeprefix('case-ostfold-')} --kind changed --json")
    asked = (await desk.give(f"audit anomalies {case} --kind changed --json")).document["anomalies"]
    sheet = await desk.give(f"audit anomalies {case} --kind changed --csv")
    quiet = await desk.give("audit anomalies --kind late_papers")

    assert told.status == 0 and "1 anomaly; an anomaly is what to ask about, not a fault." in told.out
    assert "There is no anomaly." in quiet.out
    [found] = asked
    assert short.document["anomalies"] == asked
    assert (found["record"], found["kind"], found["rule"]) == (case, "changed", "P-17")
    assert found["entry"] == "text_amended" and "substance" in found["words"]
    rows = list(csv.reader(io.StringIO(sheet.out.lstrip("\ufeff")), delimiter=";"))
    assert rows[0][:5] == ["when", "record", "where", "digest", "kind"] and rows[1][3] == found["hash"]


def test_positions_entered_for_members_are_one_line_a_record_where_the_first_of_them_stands() -> None:
    """That the secretariat enters what is said in the room is usual: told one by one it hides what is not."""

    def odd(record: str, seq: int, kind: AnomalyKind = AnomalyKind.ENTERED_FOR_ANOTHER) -> Odd:
        return Odd(kind, "P-20", record, f"entry {seq}", datetime(2031, 3, 3, 9, seq, tzinfo=UTC), f"{seq}.", seq=seq)

    reserved = odd("case-a", 4, AnomalyKind.CONDITIONAL_CONSENT)
    found = [odd("case-a", 2), odd("case-b", 3), reserved, odd("case-a", 5), odd("case-a", 6)]
    first, alone, between = gathered(found)

    assert (first.record, first.where, first.at) == ("case-a", "entries 2, 5-6", found[0].at)
    assert first.words.startswith("3 positions were entered by the secretariat in the members' names; ")
    assert "--kind entered_for_another" in first.words
    assert (alone, between) == (found[1], reserved)
    assert gathered([reserved]) == [reserved]


async def test_days_bound_what_is_listed(register: Register) -> None:
    desk, case = at(register), await brought(register, "En sak")
    await amended(register, case)
    [found] = (await desk.give("audit anomalies --json")).document["anomalies"]
    day = found["at"][:10]

    on_the_day = await desk.give(f"audit anomalies --from {day} --to {day} --json")
    before = await desk.give("audit anomalies --to 2000-01-01 --json")
    after = await desk.give("audit anomalies --from 2199-01-01 --json")

    assert len(on_the_day.document["anomalies"]) == 1
    assert before.document["anomalies"] == after.document["anomalies"] == []


async def test_what_is_not_there_is_said_to_be_so(register: Register) -> None:
    answer = await at(register).give("audit anomalies case-ostfold-2031-99")
    empty = await at(register).give("archive verify")

    assert answer.status == 3 and "There is no record 'case-ostfold-2031-99' here" in answer.err
    assert empty.status == 3 and "not checked  there is nothing in the archive to check" in empty.out


async def test_days_the_wrong_way_round_are_refused(register: Register) -> None:
    answer = await at(register).give("audit anomalies --from 2031-02-01 --to 2031-01-01")

    assert answer.status == 2 and "2031-01-01 is before 2031-02-01" in answer.err


async def test_what_an_operator_did_in_temporal_is_listed_with_the_entries(story: Story) -> None:
    case = await story.open_case()
    await story.client.get_workflow_handle(case).terminate(reason="Rydder opp")
    desk = Desk({"TEMPORAL_ADDRESS": story.server.address, "SAKSGANG_DATABASE_URL": story.register.url})

    found = (await desk.give(f"audit anomalies {case} --json")).document["anomalies"]

    assert [(odd["kind"], odd["where"].split(",")[0][:4]) for odd in found] == [("operator", "run ")]
    assert "Rydder opp" in found[0]["words"]


class TestDecisions:
    """Every decision with its proof state, and a sample of them that anybody can draw again."""

    async def test_a_decision_is_proved_once_it_is_signed_and_broken_once_it_is_changed(
        self, story: Story, house: House, tmp_path: Path
    ) -> None:
        await decided(story)
        [case] = [record for record in story.records if record.startswith("case-")]
        desk = at(story.register)

        before = await desk.give("audit decisions --json")
        await Signing(story.register, tmp_path / "keys", "saksgang.example/log").round(story.community)
        after = await desk.give("audit decisions --json")
        told = await desk.give("audit decisions")
        none = await desk.give("audit decisions --to 2000-01-01")
        await as_owner(house, story.register, UNLOCK, REWRITTEN)
        changed = await desk.give("audit decisions --json")
        await as_owner(house, story.register, PUT_BACK)

        [waiting], [proved] = before.document["decisions"], after.document["decisions"]
        assert (before.status, waiting["proof"], waiting["leaf"]) == (3, "not_fully_checked", None)
        assert (after.status, proved["case"], proved["proof"]) == (0, case, "proved")
        assert proved["came_to"] == "binds 14 parties"
        assert told.status == 0 and "1 decision, 1 proved, as far as the register" in told.out
        assert none.status == 0 and "No decision was made in that time." in none.out
        [broken] = changed.document["decisions"]
        assert (changed.status, broken["proof"]) == (1, "broken")
        assert "is not what its digest says" in str(broken["checks"])

        asked = await desk.give(f"audit questions {case} --json")
        told = await desk.give(f"audit questions {case} --number 1 --number 12")
        answers = asked.document["answers"]
        assert (asked.status, asked.document["result"]) == (0, "answered")
        assert [answer["question"] for answer in answers] == list(range(1, 16))
        assert all(answer["plain"] and bool(answer["words"]) is answer["applies"] for answer in answers)
        assert "1. Did every binding decision have an earlier drøfting in another meeting?" in told.out
        assert f" of {case}\n" in told.out.partition("rests on entries ")[2]
        assert NOT_LOGGED in told.out and "proved by" not in told.out
        assert "\n   Yes: the case was deliberated before it was decided, in another meeting.\n" in told.out
        assert "Does not apply: no agreement belongs" in told.out and "not checked  the log has these" in told.out

        drawn = await desk.give("audit sample 3 --seed 4711 --json")
        assert drawn.document["of"] == 1 and [d["case"] for d in drawn.document["drawn"]] == [case]
