"""Answers about what came after, and about the record itself: carried out, untouched, withheld (13-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.check.asked import Answered, Asked, Said, when
from audit.check.roll_calls import who
from audit.naming import counted, listed
from models import entries as e
from models.acts import FollowUpStatus
from models.base import PartyId
from models.entries import Entry


def carried_out(asked: Asked) -> Answered:
    """What each party reported, and whose costs were in no budget (13)."""
    opened = asked.of(e.FollowUpOpened)
    said = asked.of(e.FollowUpReported)
    flagged = asked.of(e.FollowUpYearEnded)
    if not (opened or flagged):
        return "nobody is bound yet"
    words = []
    stands: dict[PartyId, FollowUpStatus | None] = {}
    for entry in opened:
        party = getattr(entry.body, "party", "")
        stages = [x.body.status for x in said if isinstance(x.body, e.FollowUpReported) and x.body.party == party]
        known = [stage for stage in stages if stage is not None]
        stands[party] = known[-1] if known else None
        words.append(f"{asked.names.party(party)}: {' -> '.join(known) or 'nothing reported yet'}")
    for entry in flagged:
        assert isinstance(entry.body, e.FollowUpYearEnded)
        words.append(_in_no_budget(asked, entry.body, _without_costs(opened, said, entry.seq)))
    plain = f"{_how_far(stands)}{''.join(_short_of_money(entry) for entry in flagged)}"
    return Said(plain, words, [*opened, *said, *flagged])


_STANDS = {
    FollowUpStatus.DONE: "reported it carried out",
    FollowUpStatus.IN_BUDGET: "reported it in budget",
    FollowUpStatus.PLANNED: "reported it planned",
    FollowUpStatus.OPEN: "reported it not begun",
    FollowUpStatus.DROPPED: "reported it dropped",
    None: "reported nothing yet",
}


def _how_far(stands: dict[PartyId, FollowUpStatus | None]) -> str:
    """How many parties have come how far: all, some, or none."""
    counts = Counter(stands.values())
    parties = counted(len(stands), "party", "parties")
    done = counts[FollowUpStatus.DONE]
    if stands and done == len(stands):
        return f"Yes, all of it: {parties} reported it carried out."
    told = listed(f"{counts[status]} {words}" for status, words in _STANDS.items() if counts[status])
    return f"{'In part' if done else 'No, not yet'}: of {parties} that are bound, {told}."


def _short_of_money(entry: Entry) -> str:
    assert isinstance(entry.body, e.FollowUpYearEnded)
    short = len(entry.body.unbudgeted)
    if not short:
        return ""
    return f" The costs of {counted(short, 'party', 'parties')} were in no budget for {entry.body.budget_year}."


def _without_costs(opened: Sequence[Entry], said: Sequence[Entry], before: int) -> list[PartyId]:
    """The parties for whom no cost was named, up to an entry."""
    costs: dict[PartyId, bool] = {}
    for entry in sorted((*opened, *said), key=lambda x: x.seq):
        match entry.happened:
            case e.FollowUpOpened(party=party, costs=named):
                costs[party] = named
            case e.FollowUpReported(party=party, costs=bool(named)) if entry.seq < before:
                costs[party] = named
            case _:
                pass
    return [party for party, named in costs.items() if not named]


def _in_no_budget(asked: Asked, ended: e.FollowUpYearEnded, free: Sequence[PartyId]) -> str:
    """Whose costs are in no budget; of the others it is not said that any are."""
    whose = asked.parties(ended.unbudgeted) or "nobody"
    words = f"costs that were in no budget for {ended.budget_year} when the year before ended: {whose}"
    return f"{words}; no cost is named for {asked.names.all_parties(free)}" if free else words


def whole(asked: Asked) -> Answered:
    """Each record to its last entry (14)."""
    heads = asked.heads
    words = [
        f"{x.record}: {x.seq} entries, each sealed anew and found as it stands; the last is {x.hash}" for x in heads
    ]
    words.append(
        "that nothing else was there before is for the log to prove, by a checkpoint that somebody else holds"
    )
    entries = counted(sum(x.seq for x in heads), "entry", "entries")
    plain = (
        f"No, as far as the record shows: {entries} of {counted(len(heads), 'record')} are as they were sealed, each "
        "following from the one before. Whether all of it was once replaced, no record tells of itself: what the log "
        "says of that is a check of its own, told beside these answers."
    )
    return Said(plain, words, heads)


def withheld(asked: Asked) -> Answered:
    """Papers that are or were withheld, on what ground, and who read them (15)."""
    added = [x for x in asked.of(e.PaperAdded) if getattr(x.body, "withheld", None)]
    changed = asked.of(e.PaperWithheld, e.PaperReleased, e.DocumentRead)
    if not (added or changed):
        return "no paper is withheld"
    words = [f"{getattr(x.body, 'title', '')}: withheld on {getattr(x.body, 'withheld', '')}" for x in added]
    readings = 0
    for entry in changed:
        match entry.happened:
            case e.PaperWithheld() as kept:
                words.append(f"{kept.document[:12]}: withheld from {when(entry)} on {kept.ground}")
            case e.PaperReleased() as free:
                words.append(f"{free.document[:12]}: open from {when(entry)}; {free.reason}")
            case e.DocumentRead() as read:
                readings += 1
                words.append(f"{read.document[:12]}: read by {who(entry)} as {read.capacity} {when(entry)}")
            case _:
                pass
    papers = {getattr(x.body, "document", "") for x in (*added, *changed)}
    of = f"{counted(len(papers), 'paper')} that {'was' if len(papers) == 1 else 'were'} withheld, on the ground named"
    if readings:
        return Said(f"Yes, it is on record: {counted(readings, 'reading')} of {of}.", words, [*added, *changed])
    return Said(f"No, nobody: no reading is entered of {of}.", words, [*added, *changed])
