"""Telling the story as it goes: plain sentences with the day they happen, tables for roll calls and for who is bound.

The sentences stand in `tale.*.yaml`, one file a language; names, days and the words for positions are those of the
mails. What people said is shown as they said it; told in English, it is told again in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from babel.dates import format_date
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from activities.post.language import Tongue
from activities.post.words import WORDS
from demo.material import Language, read_words
from models.acts import Consent, Stance
from models.base import PartyId, PersonId, SeatId
from procedures.loading import Community

WIDTH: Final = 100
DAY_WIDTH: Final = 13
LONG_WAIT: Final = 5  # days that pass, from which it is said
_SHORT_DAY: Final[dict[Language, str]] = {"nb": "d. MMM y", "nn": "d. MMM y", "en": "d MMM y"}


class Tale:
    """One telling, in one language, to one console."""

    def __init__(self, console: Console, language: Language, community: Community) -> None:
        """`console` may be quiet: then nothing is told."""
        self.console, self.language = console, language
        roster = community.roster_file.roster
        self.tongue = Tongue(language=language, procedure=community.procedure, roster=roster)
        self.names = {card.person: card.name for card in community.roster_file.persons}
        self._words: Mapping[str, str] = read_words(language)
        self._zone = ZoneInfo(community.procedure.timezone)
        self._today: date | None = None
        self._shown: date | None = None

    # --- words --------------------------------------------------------------------------------------------------

    def say(self, key: str, **facts: Any) -> str:
        """A sentence with its facts; what comes from people is never read as markup."""
        return self._words[key].strip().format(**{name: escape(str(fact)) for name, fact in facts.items()})

    def days_between(self, first: datetime, last: datetime) -> int:
        """The days from one to the other as a calendar on the wall has them; hours do not count."""
        return (last.astimezone(self._zone).date() - first.astimezone(self._zone).date()).days

    def person(self, person: PersonId) -> str:
        """A person's name."""
        return self.names[person]

    def seat(self, seat: SeatId) -> str:
        """A seat's name."""
        return self.tongue.seat(seat)

    def parties(self, parties: Iterable[PartyId]) -> str:
        """Parties as one phrase."""
        return self.tongue.parties(parties)

    def day(self, moment: datetime | date) -> str:
        """A day as people write it."""
        return self.tongue.date_of(moment) if isinstance(moment, datetime) else self.tongue.day(moment)

    def short_day(self, day: date) -> str:
        """A day where there is little room."""
        return format_date(day, _SHORT_DAY[self.language], locale=self.language)

    def position(self, stance: Stance) -> str:
        """A position in words."""
        statement = isinstance(stance, Consent) and stance.statement is not None
        return WORDS[self.language].position(stance.kind, statement=statement)

    # --- telling ------------------------------------------------------------------------------------------------

    def title(self) -> None:
        """What this is and what will be seen."""
        self.console.print()
        self._print(Rule(f"[bold]{self.say('title')}[/]", align="left", style="dim"))
        self._paragraph(self.say("intro"))

    def chapter(self, number: int, of: int, key: str, **facts: Any) -> None:
        """A new part of the story."""
        self.console.print()
        heading = f"[bold]{number}/{of}  {self.say(key, **facts)}[/]"
        self._print(Rule(heading, align="left", style="dim"))
        self._shown = None

    def on(self, moment: datetime) -> None:
        """What is told from here happens on this day; days that pass are said."""
        day = moment.astimezone(self._zone).date()
        if self._today is not None and (day - self._today).days >= LONG_WAIT:
            self._line("", f"[dim]{self.say('passes', days=(day - self._today).days)}[/]")
        self._today = day

    def timeless(self) -> None:
        """What is told from here belongs to no day."""
        self._today = None

    def tell(self, key: str, **facts: Any) -> None:
        """One sentence, with its day where the day is new."""
        self.line(self.say(key, **facts))

    def line(self, markup: str) -> None:
        """Words that are ready, with the day where the day is new."""
        label = ""
        if self._today is not None and self._today != self._shown:
            label = self.short_day(self._today)
            self._shown = self._today
        self._line(label, markup)

    def quote(self, who: str, words: str, en: str | None = None) -> None:
        """What somebody said, in their own words; told in English, in English."""
        said = en if self.language == "en" and en else words
        marks = "“{}”" if self.language == "en" else "«{}»"
        body = f"[cyan]{escape(who)}[/]: [italic]{escape(marks.format(said.strip()))}[/]"
        self._line("", body, indent=2)

    def text(self, words: str) -> None:
        """A text as it stands, such as the proposed decision."""
        self._print(Padding(Text(words), (0, 0, 0, DAY_WIDTH + 3)))

    def table(self, key: str, rows: Sequence[Sequence[str]]) -> None:
        """A small table; its headings are one sentence of the file, parted by bars."""
        grid = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 3, 0, 0))
        for number, heading in enumerate(self.say(key).split("|")):
            grid.add_column(heading.strip(), overflow="fold", no_wrap=number == 0)  # paths and seats stay whole
        for row in rows:
            grid.add_row(*(escape(cell) if not cell.startswith("[") else cell for cell in row))
        self._print(Padding(grid, (0, 0, 0, DAY_WIDTH + 3)))

    def bullet(self, label: str, words: str) -> None:
        """A line of the ending: a label and what it says."""
        self._line(label, escape(words))

    @contextmanager
    def working(self, key: str) -> Iterator[None]:
        """Show that something goes on, where there is a terminal to show it on."""
        with self.console.status(f"[dim]{self.say(key)}[/]"):
            yield

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def aside(self, key: str, **facts: Any) -> None:
        """A sentence outside the story."""
        self._paragraph(f"[dim]{self.say(key, **facts)}[/]")

    def _print(self, what: RenderableType) -> None:
        """Without the blanks that tables leave at the ends of lines."""
        with self.console.capture() as captured:
            self.console.print(what)
        lines = captured.get().rstrip("\n").split("\n")
        self.console.file.write("\n".join(line.rstrip() for line in lines) + "\n")
        self.console.file.flush()

    def _paragraph(self, markup: str) -> None:
        self._print(Padding(Text.from_markup(markup), (0, 0, 0, 0)))

    def _line(self, label: str, markup: str, indent: int = 0) -> None:
        grid = Table.grid(padding=(0, 1 + indent, 0, 0))
        grid.add_column(width=DAY_WIDTH, no_wrap=True, style="bold")
        grid.add_column(overflow="fold")
        grid.add_row(Text(label), Text.from_markup(markup))
        self._print(grid)


def telling_console(stream: TextIO) -> Console:
    """Where the story is told: no wider than is read with ease, and the same width through a pipe."""
    wide = Console(file=stream, highlight=False, emoji=False)
    width = min(wide.width, WIDTH) if stream.isatty() else WIDTH
    return Console(file=stream, highlight=False, emoji=False, width=width)
