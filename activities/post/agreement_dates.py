"""The calendar file of a letter that announces when a notice ends what (T-04): the day, under the name it keeps."""

from __future__ import annotations

from datetime import datetime

from activities.post.address import Contact, House
from activities.post.language import Tongue
from activities.post.words_of_agreements import WORDS_OF_AGREEMENTS
from audit.agreement_calendar import calendar_file, end_day
from models.messages import Message
from models.procedure import Procedure
from models.roster import Roster


def dates_of(
    message: Message, *, procedure: Procedure, roster: Roster, recipient: Contact, house: House, stamp: datetime
) -> bytes | None:
    """The ends that the letter announces, each a whole day; None for a letter that announces none."""
    about = message.facts.about
    if about is None or not about.ends:
        return None
    t, words = Tongue(recipient.language, procedure, roster), WORDS_OF_AGREEMENTS[recipient.language]
    days = []
    for end in about.ends:
        between = words.notice.format(
            number=end.notice, parties=t.parties(end.computation.may_contest or about.parties)
        )
        summary = f"{words.last_day}: {message.facts.title} ({between})"
        days.append(end_day(end.notice, end.relation, end.computation, summary))
    return calendar_file(message.record, days, sequence=message.seq, stamp=stamp, domain=house.domain)
