"""The calendar file of a letter that announces when what ends: by notice, or as agreed; under the name it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from activities.post.address import Contact, House
from activities.post.language import Tongue
from activities.post.words_of_agreements import WORDS_OF_AGREEMENTS
from audit.agreement_calendar import CalendarDay, agreed_day, calendar_file, end_day
from models.messages import AboutAgreement, Message, MessageFacts
from models.procedure import Procedure
from models.roster import Roster


def dates_of(
    message: Message, *, procedure: Procedure, roster: Roster, recipient: Contact, house: House, stamp: datetime
) -> bytes | None:
    """The ends that the letter announces, each a whole day (T-04, T-08); None for a letter that announces none."""
    about = message.facts.about
    if about is None:
        return None
    t = Tongue(recipient.language, procedure, roster)
    days = (*_by_notice(message.facts, about, t), *_as_agreed(message.facts, about, t))
    if not days:
        return None
    return calendar_file(message.record, days, sequence=message.seq, stamp=stamp, domain=house.domain)


def _by_notice(facts: MessageFacts, about: AboutAgreement, t: Tongue) -> Iterator[CalendarDay]:
    words = WORDS_OF_AGREEMENTS[t.language]
    for end in about.ends:
        parties = t.parties(end.computation.may_contest or about.parties)
        between = words.notice.format(number=end.notice, parties=parties)
        summary = f"{words.last_day}: {facts.title} ({between})"
        yield end_day(end.notice, end.relation, end.computation, summary, t.language)


def _as_agreed(facts: MessageFacts, about: AboutAgreement, t: Tongue) -> Iterator[CalendarDay]:
    words = WORDS_OF_AGREEMENTS[t.language]
    last = facts.last_day
    if last is None:
        return
    for one in about.between or ():
        fixed = words.fixed.format(parties=t.parties(one.parties))
        how = f"{words.agreed_end}: {t.day(last)} (T-08)"
        yield agreed_day(one.relation, last, f"{words.last_day}: {facts.title} ({fixed})", how)
