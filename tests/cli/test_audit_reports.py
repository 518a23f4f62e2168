"""An auditor's first questions, at the command line."""

from __future__ import annotations

import csv
import io

from models import acts as a
from models.canonical import text_digest
from register.database import Register
from tests.cli.desk import Desk
from tests.register.brought import acted, brought


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
    asked = (await desk.give(f"audit anomalies {case} --kind changed --json")).document["anomalies"]
    sheet = await desk.give(f"audit anomalies {case} --kind changed --csv")
    quiet = await desk.give("audit anomalies --kind late_papers")

    assert told.status == 0 and "1 anomaly; an anomaly is what to ask about, not a fault." in told.out
    assert "Nothing departs from the straight road there." in quiet.out
    [found] = asked
    assert (found["record"], found["kind"], found["rule"]) == (case, "changed", "P-17")
    assert found["entry"] == "text_amended" and "substance" in found["words"]
    rows = list(csv.reader(io.StringIO(sheet.out.lstrip("\ufeff")), delimiter=";"))
    assert rows[0][:5] == ["when", "record", "entry", "digest", "kind"] and rows[1][3] == found["hash"]


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


async def test_a_record_that_is_not_there_is_said_to_be_so(register: Register) -> None:
    answer = await at(register).give("audit anomalies case-ostfold-2031-99")

    assert answer.status == 3 and "There is no record 'case-ostfold-2031-99' here" in answer.err
