"""The commands off the main road: withdrawn and taken over, objected to, without consensus, moved, called off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from models.acts import Consent
from models.entries import CaseRegistered
from tests.cli.desk import Desk, Said
from tests.story import Story

OPEN = 'case open --summary s --proposal "Vi gjør dette." --json --as p-2h9c'


async def done(desk: Desk, line: str) -> Said:
    """A command that must go well."""
    answer = await desk.give(line)
    assert answer.status == 0, f"{line}: {answer.out}{answer.err}"
    return answer


async def test_a_case_from_a_file_with_what_it_costs(told: Story, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "title: Ambulant team\nsummary: Kort.\nproposal: Vi gjør det.\nproposer_seat: SEKR-H1\n"
        "affected: [moss, halden]\n"
        "consequences:\n  - {party: moss, economic: 2 millioner kroner i året}\ndrofting_wished: 2031-02-05\n"
    )

    opened = await done(desk, f"case open --file {file} --as p-2h9c")
    record = opened.out.splitlines()[0]

    [registered] = await told.bodies(record, CaseRegistered)
    assert registered.affected == ("moss", "halden")
    assert "Consequences: Moss kommune: 2 millioner kroner i året." in opened.out


async def test_withdrawn_by_its_proposer_and_taken_over(told: Story, desk: Desk) -> None:
    case = (await done(desk, f"{OPEN} --title Trekkes --proposer-party halden")).document["record"]
    halden, moss = told.contact("halden").person, told.contact("moss").person

    other = await desk.give(f"case withdraw {case} --reason Løst --as {moss} --party moss")
    withdrawn = await done(desk, f"case withdraw {case} --reason Løst --as {halden} --party halden")
    nobody = await desk.give(f"case take-over {case} --reason Trengs --as {moss}")
    taken = await done(desk, f"case take-over {case} --reason Trengs --as {moss} --party moss")

    assert (other.status, "the case was proposed by halden" in other.err) == (3, True)
    assert "24:00 Norwegian time: the case ends as withdrawn;" in withdrawn.out
    assert (nobody.status, "say --party PARTY" in nobody.err) == (2, True)
    assert "Moss kommune took the case over; its history is intact." in taken.out


async def test_objections_a_roll_call_without_consensus_and_the_way_on(told: Story, desk: Desk) -> None:
    case = await told.open_case("Stor sak", larger=True)
    await done(desk, f'case amend {case} --editorial --proposal "Vi gjør dette nå." --reason Skrivefeil --as p-2h9c')
    first, second = await told.meeting("SEKR", 30), await told.meeting("SU", 60)
    third = await told.meeting("SU", 95)
    await told.hold_drofting(case, first)
    moved = await done(
        desk, f"meeting move {third} --starts 2031-04-15T09:00 --ends 2031-04-15T11:00 --reason Påske --as p-2h9c"
    )
    assert "2031-04-15 09:00-11:00 Norwegian time, Kalnes, rom 2" in moved.out
    seat = f"--as {told.holder('SU-M2')} --seat SU-M2"
    lodge = f'objection lodge {case} --grounds "For dyrt" --would-be-removed-by "Et tak" {seat}'
    assert "the papers open the objection" in (await desk.give(lodge)).err

    await told.clock.advance((await told.meeting_state(second)).starts_at - timedelta(days=3))
    assert "Written objection 1 (innsigelse) by SU-M2" in (await done(desk, lodge)).out
    assert "would be removed by: Et tak" in (await done(desk, f"case show {case}")).out
    await done(desk, f"objection withdraw {case} 1 --reason Avklart {seat}")

    await told.open_roll_call(case, second)
    await done(desk, f'position take {case} stand-aside --statement "Vi står utenfor." {seat}')
    changed = await done(desk, f'position take {case} object --grounds "For dyrt" {seat}')
    assert "This replaces its earlier position." in changed.out
    reserve = f"position take {case} reserve --treated-by kommunestyret --treated-on 2031-05-01 --seat SU-M3"
    await done(desk, f"{reserve} --parties halden --as {told.holder('SU-M3')}")
    for other in told.seats("SU", counted=True):
        if other not in ("SU-M2", "SU-M3"):
            await told.position(case, other, Consent())
    closed = await done(desk, f"meeting item-close {second} 1 --as p-2h9c --json")
    assert closed.document["stage"] == "ikke_konsensus"
    assert "Standing against it: SU-M2" in closed.document["became"][0]

    path = f"case choose-path {case} --path new_drofting --drofting-body SU --reason Nytt"
    assert (await desk.give(f"{path} --as {told.holder('SU-M1')}")).status == 3
    chosen = await done(desk, f'{path} --proposal "Vi gjør dette, med et tak." --as {told.holder("SU-H1")}')
    assert "The chair chose the way on: new drøfting in SU." in chosen.out
    assert "version 3" in chosen.out
    await done(desk, f"meeting close {second} --as p-2h9c")
    assert "Avlyst" in (await done(desk, f"meeting cancel {third} --reason Ingen --as p-2h9c")).out


async def test_acts_that_come_at_the_wrong_time_name_their_rule(told: Story, desk: Desk) -> None:
    case = (await done(desk, f"{OPEN} --title Tidlig")).document["record"]
    seat = "--as p-3peu --seat SEKR-M2"
    treated = "--treated-by k --treated-on 2031-01-05"
    expected = {
        f"case statement {case} --text x {seat}": "P-27",
        f"case reservation {case} --party halden --approved {treated} --reference 1 --as p-2h9c": "P-20",
        f"case oppose-late-papers {case} --reason x {seat}": "P-09",
        f"case ask-for-time {case} --reason x {seat}": "P-17",
        f"case contribute {case} --text x {seat}": "P-10",
        f"case demand {case} --reason x {seat}": "P-04",
        f"case choose-path {case} --path new_drofting --reason x --as p-mj9p": "P-13",
        f"forankring answer {case} supports --party halden {treated} --as p-2h9c": "P-11",
    }

    answers = {line: await desk.give(f"{line} --json") for line in expected}

    assert {line: (a.status, a.document["rule"]) for line, a in answers.items()} == {
        line: (3, rule) for line, rule in expected.items()
    }


async def test_a_paper_must_be_kept_first(told: Story, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "papir.txt").write_text("Vi har utredet.")
    digest = (await done(desk, f"document add {tmp_path / 'papir.txt'} --json")).document["digest"]
    form = (
        "title: T\nsummary: S\nproposal: F\nproposer_party: halden\nform: {attachments: [{document: %s, title: U}]}\n"
    )
    for name, document in (("kept.yaml", digest), ("unknown.yaml", "0" * 64)):
        (tmp_path / name).write_text(form % document)
    with_it = (await done(desk, f"case open --form {tmp_path / 'kept.yaml'} --as p-2h9c --json")).document["record"]
    without = await desk.give(f"case open --form {tmp_path / 'unknown.yaml'} --as p-2h9c")
    assert [p.document for p in (await told.case_state(with_it)).papers] == [digest]
    assert (without.status, "`./saksgang document add FILE`" in without.err) == (3, True)

    case = (await done(desk, f"{OPEN} --title Papir")).document["record"]

    unknown = await desk.give(f"case add-paper {case} --document {'0' * 64} --title x --as p-2h9c")
    short = await desk.give(f"case add-paper {case} --document 123 --title x --as p-2h9c")

    assert (unknown.status, "`./saksgang document add FILE`" in unknown.err) == (3, True)
    assert (short.status, "is not a digest" in short.err) == (2, True)


async def test_input_on_a_change_is_given_anew_and_taken_back(told: Story, desk: Desk) -> None:
    early = f"{OPEN} --title Endring --proposer-party halden --own-decision-on 2031-04-01"
    case = (await done(desk, early)).document["record"]
    by = f"--party moss --as {told.contact('moss').person}"

    await done(desk, f'case input {case} --text "Flere akutte" {by}')
    anew = await done(desk, f'case input {case} --text "Noen flere" {by}')
    back = await done(desk, f"case withdraw-input {case} --reason Feil {by}")
    again = await desk.give(f"case withdraw-input {case} {by} --json")

    assert "gave input, in place of what it said before; it binds nobody." in anew.out
    assert "took its input back; it has said nothing now." in back.out
    assert (again.status, again.document["rule"]) == (3, "P-36")
    state = await told.case_state(case)
    assert state.involvement is not None
    assert str(state.involvement.own_decision_on) == "2031-04-01"


async def test_a_new_holder_is_recorded(told: Story, desk: Desk) -> None:
    case = (await done(desk, f"{OPEN} --title Skifte")).document["record"]

    answer = await done(desk, f"case replace-holder {case} --of-seat SEKR-M2 --holder p-27fh --as p-2h9c")

    assert "Halvard Bråtelid (p-27fh) is now member for SEKR-M2" in answer.out
