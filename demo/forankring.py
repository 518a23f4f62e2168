"""Forankring in the story: who answers when, whom the house reminds, and who stays silent (P-11, P-22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from demo.cast import Cast
from demo.desk import Desk
from demo.material import Answered
from demo.tale import Tale
from models import entries as e
from models.acts import AnswerForankring, ForankringAnswer
from models.base import RecordId

ANSWER_HOUR = 12


class Forankring:
    """One round of it, from the question to the last day for answers."""

    def __init__(
        self, desk: Desk, tale: Tale, cast: Cast, case: RecordId, asked: e.ForankringAsked, zone: ZoneInfo
    ) -> None:
        """`asked`: the entry by which the house asked."""
        self.desk, self.tale, self.cast, self.case, self.asked, self.zone = desk, tale, cast, case, asked, zone
        self._told: set[int] = set()  # reminders

    async def carry(self, answers: Sequence[Answered]) -> None:
        """Day by day until the answers are due."""
        in_order = sorted(answers, key=lambda answer: -answer.days_left)
        for days_left, of_a_day in groupby(in_order, key=lambda answer: answer.days_left):
            day = self.asked.due.day - timedelta(days=days_left)
            await self.desk.until(datetime(day.year, day.month, day.day, ANSWER_HOUR, tzinfo=self.zone))
            await self._tell_reminders()
            await self._answer(tuple(of_a_day), day)
        await self.desk.until(self.asked.due.at)
        await self._tell_reminders()
        await self._tell_silence()

    async def _answer(self, answers: Sequence[Answered], day: date) -> None:
        state = await self.desk.case(self.case)
        for answer in answers:
            act = AnswerForankring(
                party=answer.party,
                answer=answer.answer,
                treated_by=answer.treated_by,
                treated_on=day - timedelta(days=3 if day.weekday() == 0 else 1),  # the working day before
                text_digest=state.text.digest,
                comment=answer.comment,
            )
            await self.desk.act(self.case, act, self.cast.contact(answer.party))
        self.tale.on(await self.desk.clock.now())
        for kind in ForankringAnswer:
            alike = [x for x in answers if x.comment is None and x.answer is kind]
            if alike:
                self._tell(kind, alike)
        for answer in answers:
            if answer.comment is not None:
                self._tell(answer.answer, [answer])
                self.tale.quote(self.tale.parties([answer.party]), answer.comment, answer.en)

    def _tell(self, kind: ForankringAnswer, answers: Sequence[Answered]) -> None:
        parties = self.tale.tongue.listed(f"{self.tale.parties([x.party])} ({x.treated_by})" for x in answers)
        answer = self.tale.say(f"answer_{'one' if len(answers) == 1 else 'several'}_{kind.value}")
        self.tale.tell("answered", parties=parties, answer=answer)

    async def _tell_reminders(self) -> None:
        first = min((reminder.at for reminder in self.asked.reminders), default=self.asked.due.at)
        for entry in await self.desk.entries(self.case):
            if not isinstance(entry.body, e.ForankringReminded) or entry.seq in self._told or entry.at < first:
                continue
            self._told.add(entry.seq)
            self.tale.on(entry.at)
            self.tale.tell("reminded", parties=self.tale.parties(entry.body.parties))

    async def _tell_silence(self) -> None:
        forankring = (await self.desk.case(self.case)).forankring
        assert forankring is not None and not forankring.open, "forankring closed at its due time"
        silent = [p.party for p in forankring.parties if p.answer is None]
        if silent:
            self.tale.on(forankring.due.at - timedelta(seconds=1))  # due at midnight: the day that ends then
            self.tale.tell("silent", parties=self.tale.parties(silent))
        else:
            self.tale.tell("all_answered", count=len(forankring.parties))
