"""Answers about the deciding itself: its drøfting, who sat there, what they said, and on which text (1-4, 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.check.asked import Answered, Asked, Said, when
from audit.check.roll_calls import RollCall, roll_calls
from audit.check.sending import of_letters
from audit.naming import counted, listed
from models import entries as e
from models.entries import Entry
from models.messages import MessageKind
from models.words import MARKED

NOT_DECIDED = "nothing is decided in this case"


def drofting(asked: Asked) -> Answered:
    """Each decision with the drøfting before it (1)."""
    if not asked.judged:
        return NOT_DECIDED
    words, entries = [], []
    for found in asked.judged:
        made = found.made.body
        assert isinstance(made, e.BeslutningMade)
        if found.drofting is None:
            words.append(
                f"decided in {made.meeting} on {made.day}; its drøfting is imported and vouched for, not proved"
            )
        else:
            held = found.drofting.body
            assert isinstance(held, e.DroftingHeld)
            words.append(f"drøfting in {held.meeting} on {held.day}, beslutning in {made.meeting} on {made.day}")
            entries.append(found.drofting)
        entries += [x for x in (found.opened, found.notice, found.made) if x is not None]
    return Said(_deliberated(asked), words, entries)


def _deliberated(asked: Asked) -> str:
    if any(found.drofting is None for found in asked.judged):
        return "Not proved: somebody vouches for a drøfting before the case came here, and no entry shows it."
    if len(asked.judged) > 1:
        return f"Yes: each of the {len(asked.judged)} decisions was deliberated before, in another meeting."
    return "Yes: the case was deliberated before it was decided, in another meeting."


def present(asked: Asked) -> Answered:
    """Who sat there at each item, and whoever came or left meanwhile (2)."""
    entries = asked.of(e.CaseItemOpened, e.CaseAttendanceChanged)
    if not entries:
        return "no item was opened"
    words, opened = [], 0
    for entry in entries:
        match entry.happened:
            case e.CaseItemOpened() as item:
                opened += 1
                words.append(f"{item.meeting}, item {item.item} ({MARKED[item.mark]}), {when(entry)}:")
                words += [f"  {asked.names.seat(a.seat)}: {_place(asked, a.person, a.seat)}" for a in item.attendance]
            case e.CaseAttendanceChanged(seat=seat, person=person):
                came = "nobody" if person is None else _place(asked, person, seat)
                words.append(f"  from {when(entry)} {asked.names.seat(seat)}: {came}")
            case _:
                pass
    times = f"each of the {opened} times" if opened > 1 else "the one time"
    moved = len(entries) - opened
    plain = f"Yes, it is on record: who sat in which seat {times} the case was taken up, by which place and mandate."
    if moved:
        plain += f" {counted(moved, 'change')} of who sat there while it was treated {_are(moved)} entered too."
    return Said(plain, words, entries)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _place(asked: Asked, person: str, seat: str) -> str:
    """What the roster says of a holder: rank, days, mandates, and who gave them."""
    roster = asked.roster
    held = next((h for h in roster.holdings if (h.person, h.seat) == (person, seat)), None)
    if held is None:
        return f"{person}, by a later roster"
    rank = "member" if held.rank == 0 else f"deputy {held.rank}"
    given = f", by {held.source.organ} {held.source.dated}" if held.source is not None else ""
    mandates = [
        f"mandate for {asked.parties(m.parties) or 'every party of the seat'} {m.since} "
        f"to {m.until or 'further notice'}"
        + (f", by {m.source.organ} {m.source.dated}" if m.source is not None else "")
        for m in roster.mandates
        if (m.person, m.seat) == (person, seat)
    ]
    rests = "; ".join(mandates) or "the place is the authority"
    return f"{person}, {rank} {held.since} to {held.until or 'further notice'}{given}; {rests}"


def positions(asked: Asked) -> Answered:
    """Roll call by roll call, what was said, whether it was changed, and what became of the minutes of it (3)."""
    calls = roll_calls(asked.case, asked.names)
    if not calls:
        return "no counted seat has taken one"
    words = [line for call in calls for line in call.words]
    minutes, shown = _minutes(asked)
    plain = " ".join((_tally(calls), _changed(calls), *minutes))
    return Said(plain, words, [*(entry for call in calls for entry in call.entries), *shown])


def _minutes(asked: Asked) -> tuple[list[str], list[Entry]]:
    """Whether the body has approved the minutes that name who said what, meeting by meeting that decided (P-33)."""
    words, shown = [], []
    for made in asked.of(e.BeslutningMade):
        course = asked.courses.get(getattr(made.body, "meeting", ""))
        if course is None or course.record.kind != "meeting":
            continue
        stood = [s.entry for s in course.stood if isinstance(s.entry.body, e.MinutesDrafted | e.MinutesApproved)]
        shown += stood[-1:]
        words.append(f"The minutes of {course.record.record}, which decided, {_became_of(stood[-1:])}.")
    return words, shown


def _became_of(minutes: Sequence[Entry]) -> str:
    match [entry.body for entry in minutes]:
        case [e.MinutesApproved(meeting=meeting)]:
            return f"were approved in {meeting}"
        case [_]:
            return "are a draft as far as the record goes: no following meeting has approved them, as it is to (P-33)"
        case _:
            return "are not written, as far as the record goes"


def _changed(calls: Sequence[RollCall]) -> str:
    changed, slips = sum(call.changed for call in calls), sum(call.slips for call in calls)
    found = []
    if changed:
        found.append(f"{counted(changed, 'position')} {_was(changed)} changed in a roll call")
    if slips:
        found.append(f"{counted(slips, 'slip')} of the pen {_was(slips)} corrected")
    return f"{listed(found)}." if found else "Nobody changed a position within a roll call."


def _tally(calls: Sequence[RollCall]) -> str:
    """What was said in the roll call that decided; of a case not decided, in the last one."""
    told = next((call for call in reversed(calls) if call.decided), calls[-1])
    said = listed(f"{count} {_SPOKE.get(word, word)}" for word, count in Counter(told.stances.values()).items())
    where = "In the one that decided" if told.decided else "In the last one"
    words = f"{where}, of {counted(len(told.stances), 'counted seat')} that answered, {said}."
    by_others = sum(entry.actor is not None and entry.actor.entered_by is not None for entry in told.entries)
    if by_others:
        words += f" {by_others} of these {_was(by_others)} entered by the secretariat in the member's name."
    earlier = {seat: said for call in calls[: calls.index(told)] for seat, said in call.stances.items()}
    otherwise = [seat for seat, said in told.stances.items() if earlier.get(seat, said) != said]
    return f"{words} {listed(otherwise)} had answered otherwise in an earlier one." if otherwise else words


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


_SPOKE = {
    "consent": "consented",
    "consent with reservation": "consented with reservation",
    "stand aside": "stood aside",
    "objection": "objected",
}


def recusals(asked: Asked) -> Answered:
    """Who said that they may be disqualified, and what the body decided (4)."""
    found = asked.of(e.RecusalNotified, e.RecusalDecided)
    if not found:
        return asked.nothing("No: nobody said so, and no body decided so.")
    words, said, out = [], [], []
    for entry in found:
        match entry.happened:
            case e.RecusalNotified() as notified:
                said.append(notified.person)
                words.append(
                    f"{notified.person} in {asked.names.seat(notified.seat)} said so: {notified.ground.value}, "
                    f"{notified.reason}"
                )
            case e.RecusalDecided() as decided:
                said = [person for person in said if person != decided.person]
                out += [decided.person] if decided.disqualified else []
                does = "does not take part" if decided.disqualified else "takes part"
                steps = f"; {decided.deputy} steps in" if decided.deputy else ""
                words.append(f"{decided.decided_by} decided: {decided.person} {does} ({decided.reason}){steps}")
            case _:
                pass
    return Said(_disqualified(out, said), words, found)


def _disqualified(out: Sequence[str], unsettled: Sequence[str]) -> str:
    settled = (
        f"Yes: {listed(dict.fromkeys(out))} did not take part, as the body decided."
        if out
        else "No: the body found nobody disqualified."
    )
    if not unsettled:
        return settled
    asked = f"{listed(dict.fromkeys(unsettled))} said that they may be, and no body has decided it."
    return f"{settled} {asked}" if out else f"Not settled: {asked}"


def same_text(asked: Asked) -> Answered:
    """The text of each decision beside the one that went out last before it (6)."""
    if not asked.judged:
        return NOT_DECIDED
    words: list[str] = []
    entries: list[Entry] = []
    amended, unsent = 0, False
    for found in asked.judged:
        made = found.made.body
        assert isinstance(made, e.BeslutningMade)
        before = [x for x in asked.case if x.seq < found.made.seq]
        sent = [x for x in before if isinstance(x.body, e.PapersWentOut | e.WrittenProcedureOpened)][-1:]
        changed = [x for x in before if isinstance(x.body, e.TextAmended) and sent and x.seq > sent[-1].seq]
        amended, unsent = amended + len(changed), unsent or not sent
        words += [f"the text decided, {made.text_digest}, {_beside(sent, changed)}", *map(_amendment, changed)]
        entries += [*sent, *changed, found.made]
    if unsent:
        return Said("Not shown: no entry says that a text was sent out before it was decided.", words, entries)
    if amended:
        often = counted(amended, "time")
        plain = f"No: it was amended {often} after it was to be sent out, on record with the reason"
    else:
        plain = "Yes: the text decided is the one that was to be sent out, letter for letter"
    return Said(f"{plain}; {_left(asked, entries)}.", words, entries)


def _left(asked: Asked, entries: Sequence[Entry]) -> str:
    """What is known of the letters that these texts were to leave with: a notice, or what was asked in writing."""
    meetings = {x.body.meeting for x in entries if isinstance(x.body, e.PapersWentOut)}
    notices = [x for x in asked.of(e.NoticeSent, records=("meeting",)) if x.record in meetings]
    in_writing = [x for x in entries if isinstance(x.body, e.WrittenProcedureOpened)]
    told = [of_letters(asked.letters(notices, MessageKind.NOTICE), "the notice")] if notices else []
    if in_writing:
        told.append(of_letters(asked.letters(in_writing, MessageKind.WRITTEN_ASKED), "what was asked in writing"))
    return "; ".join(told) or "no entry says that it left"


def _beside(sent: Sequence[Entry], changed: Sequence[Entry]) -> str:
    if not sent:
        return "was sent out by no entry"
    return f"was amended {counted(len(changed), 'time')} after it was sent out" if changed else "is the one sent out"


def _amendment(entry: Entry) -> str:
    assert isinstance(entry.body, e.TextAmended)
    kind = "in substance" if entry.body.substantial else "editorially"
    return f"  amended {kind} {when(entry)} from {entry.body.replaces}: {entry.body.reason}"
