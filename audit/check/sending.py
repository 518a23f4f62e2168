"""What is known of the sending of letters: what the sender lists of each, and nothing proves.

That a letter is owed follows from an entry; that it left does not. So what an answer says of a notice says this too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.moments import ZONE, wall
from audit.naming import counted, listed
from models.base import RecordId

SENT = "sent"


@dataclass(frozen=True)
class Sending:
    """A letter as its sender lists it."""

    kind: str
    state: str
    sent_at: datetime | None = None


Sendings = Mapping[tuple[RecordId, int], Sequence[Sending]]
"""The letters owed because of each entry, by its record and number."""


def sendings_in(messages: Iterable[Mapping[str, Any]]) -> Sendings:
    """The messages of a bundle or of the register, in whatever form they are."""
    found: dict[tuple[RecordId, int], list[Sending]] = {}
    for message in messages:
        of = str(message.get("record")), seq if isinstance(seq := message.get("seq"), int) else 0
        found.setdefault(of, []).append(
            Sending(str(message.get("kind")), str(message.get("state")), _moment(message.get("sent_at")))
        )
    return found


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def late(letters: Iterable[Sending], last: date) -> list[Sending]:
    """Those that left after the last day for them, in Norwegian time."""
    return [sent for sent in letters if sent.sent_at is not None and sent.sent_at.astimezone(ZONE).date() > last]


def unsent(letters: Iterable[Sending]) -> list[Sending]:
    """Those that are not listed as sent."""
    return [letter for letter in letters if letter.state != SENT]


def of_letters(letters: Sequence[Sending] | None, of: str) -> str:
    """How many of the letters left, and when, by their sender's word; or that it is not known here.

    Args:
        letters: The letters; None: nobody says what became of them.
        of: Whose letters they are: `the notice`.
    """
    if letters is None:
        return f"whether the letters of {of} were sent is not known here"
    if not letters:
        return f"no letter of {of} is listed"
    many, not_sent = counted(len(letters), "letter"), unsent(letters)
    if not not_sent:
        told = f"{'the one letter' if len(letters) == 1 else f'each of the {many}'} of {of} is listed as sent"
    else:
        states = Counter(letter.state.replace("_", " ") for letter in not_sent)
        told = f"of {many} of {of} {len(letters) - len(not_sent)} {_are(len(letters) - len(not_sent))} listed as sent"
        told += f" and {listed(f'{count} as {state}' for state, count in states.items())}"
    left = sorted(wall(letter.sent_at) for letter in letters if letter.sent_at is not None)
    if left:
        told += f" ({left[0]}{'' if left[0] == left[-1] else f' to {left[-1]}'})"
    return f"{told}, which is the sender's word"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
