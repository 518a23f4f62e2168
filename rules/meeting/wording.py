"""The words of minutes: whether those to be changed stand there, and what the secretariat changes alone (P-33).

Pure. What the minutes say is looked up when the act is received, and stands among its facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from models import acts as a
from models.acts import MinutedWords, ReceivedAct
from models.minutes import Minutes
from models.rulebook import RefusalCode
from models.words import OBJECTING, POSITION_WORDS
from rules.meeting.context import Meeting
from rules.verdict import Verdict, refused

_MARGIN: Final = re.compile(r"^[ \t]*(?:[>-][ \t]+)*", re.MULTILINE)  # of what is quoted and listed
_POSITION: Final = re.compile("|".join(POSITION_WORDS), re.IGNORECASE)
_OBJECTING: Final = re.compile("|".join(OBJECTING), re.IGNORECASE)


def words_of(act: a.Act) -> str | None:
    """The words in minutes that an act changes, or None."""
    match act:
        case a.AnswerMinutesComment(old_text=str(old)):
            return old
        case a.EditMinutes(old_text=old) | a.CorrectMinutes(old_text=old) | a.ProposeCorrection(old_text=old):
            return old
        case _:
            return None


def where_minuted(words: str, minutes: str, put_in: Iterable[str], decided: Iterable[str]) -> MinutedWords:
    """Where words stand in minutes.

    Args:
        words: What an act would change.
        minutes: The text of the minutes.
        put_in: What was put in by changes and corrections; it stands beside the text.
        decided: The texts that were decided in the meeting; they stand in the minutes word for word.
    """
    sought = _flowing(words)
    times = sum(_flowing(text).count(sought) for text in (minutes, *put_in))
    in_decided = sum(_flowing(text).count(sought) for text in decided)
    return MinutedWords(found=times > 0, decided=0 < times <= in_decided)


def _flowing(text: str) -> str:
    """Without line breaks and the marks of quotes and lists: words are copied from more than one form."""
    return " ".join(_MARGIN.sub("", text).split())


def no_item(number: int) -> Verdict:
    """There is no such item."""
    return refused(
        RefusalCode.UNKNOWN_ITEM, "P-33", f"the meeting had no item {number}", "`meeting agenda` lists its items"
    )


def why_not_words(meeting: Meeting, received: ReceivedAct, item: int | None, old: str, new: str) -> Verdict | None:
    """The words to be changed stand in the minutes, and are changed into others, once."""
    if item is not None and meeting.item(item) is None:
        return no_item(item)
    changes = meeting.state.minutes.changes if meeting.state.minutes else ()
    last = next((c for c in reversed(changes) if c.item == item and {c.old_text, c.new_text} & {old, new}), None)
    if last is not None and (last.old_text, last.new_text) == (old, new):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-33",
            "these words have been changed so already",
            "`minutes show` lists what was changed",
        )
    if old == new:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "P-33", "the words are the same", "give the words as they shall be"
        )
    where = received.facts.minuted
    if where is None or where.found:
        return None
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-33",
        "the old words do not stand in the minutes",
        "copy them from the minutes as text: `minutes show`, with --out a file that ends in .txt",
    )


def tells_position(words: str) -> bool:
    """Whether words of minutes tell who agreed or did not, in any language of minutes (P-20)."""
    return _POSITION.search(words) is not None


def why_not_alone(received: ReceivedAct, old: str, new: str) -> Verdict | None:
    """The secretariat alone changes neither who agreed nor what was decided, in the draft or afterwards."""
    where = received.facts.minuted
    if where is not None and where.decided:
        what = "these words stand in the text that was decided, and nowhere else"
    elif tells_position(old) or tells_position(new):
        what = "the words tell who agreed, and to what"
    else:
        return None
    return refused(
        RefusalCode.NOT_YOURS,
        "P-33",
        what,
        "all counted seats that took part correct that: `minutes propose`; if it is a slip elsewhere, name more of "
        "the words around it, and no position",
    )


def why_not_unclaimed(minutes: Minutes, act: a.ProposeCorrection) -> Verdict | None:
    """That a seat objected is first claimed by that seat; else the minutes would change, and the decision not."""
    if len(_OBJECTING.findall(act.old_text)) == len(_OBJECTING.findall(act.new_text)):
        return None
    claims = (c for c in minutes.open_contests() if c.contest == act.contest)
    if any(claim.objected for claim in claims):
        return None
    return refused(
        RefusalCode.NOT_YOURS,
        "P-33",
        "whether a seat objected decides whether there was consensus, and no claim of a seat that it did is named",
        "let the seat claim it (`minutes contest --objected`), then propose the correction with that claim (--claim)",
    )
