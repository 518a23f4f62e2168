"""What the house flags before a person looks: identity numbers, telephone numbers, likely names (N-09). Pure.

It is a net with a fine mesh, and no proof: what it flags may be harmless (a sum of money, the name of a street), and
what it does not flag may still point to somebody. So a named person confirms every document, whatever stands here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from models.base import is_identity_number
from models.dispute import Finding, FindingKind
from models.roster import Roster

_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # soft hyphens, joiners
_BLANK: Final = "[ \t\u00a0\u2007\u2009\u202f]"
_BETWEEN: Final = "[-\u2010-\u2015 ./\t\u00a0\u2007\u2009\u202f]"
# From every digit on, as another number may stand before it; however it is divided, or the year written in full.
_NUMBERS: Final = (
    re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}?\d){{5}}{_BETWEEN}{{0,3}}\d(?:{_BETWEEN}?\d){{4}})(?!\d))"),
    re.compile(
        rf"(?<!\d)(?=(\d\d{_BETWEEN}?\d\d{_BETWEEN}?(?:18|19|20)\d\d{_BETWEEN}{{0,3}}\d{{3}}{_BETWEEN}?\d\d)(?!\d))"
    ),
)
_BEFORE_PHONE: Final = r"(?<!\d)(?<!\d[.,-])"
_PHONES: Final = (
    re.compile(rf"{_BEFORE_PHONE}(?:(?:\+|00){_BLANK}?47(?:{_BLANK}|-)?)?[2-9]\d(?:{_BLANK}?\d){{6}}(?!\d|[.-]\d)"),
    re.compile(rf"{_BEFORE_PHONE}[2-9]\d(?:([.-])\d\d\1\d\d\1|\d([.-])\d\d\2\d)\d\d(?!\d|[.-]\d)"),
    re.compile(rf"\+(?!{_BLANK}?47)[1-9](?:{_BLANK}?\d){{7,13}}(?!\d)"),
)
_LETTERS: Final = tuple(map(chr, range(0x41, 0x250)))  # of the languages of Europe, Sami among them
_UPPER: Final = f"[{''.join(filter(str.isupper, _LETTERS))}]"
_LOWER: Final = f"[{''.join(filter(str.islower, _LETTERS))}]"
_NAME: Final = rf"(?:{_UPPER}['’])?{_UPPER}{_LOWER}+(?:['’-]?{_UPPER}{_LOWER}+)*"
_NAMED: Final = re.compile(_NAME)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PAIR: Final = re.compile(
    rf"(?<![^\W_]){_NAME}(?:{_BLANK}+{_UPPER}\.)?(?:{_BLANK}*[ ,;_\t\u00a0\u202f]{_BLANK}*{_NAME})+(?![^\W_])"
)
_CAPITALS: Final = re.compile(rf"\b{_UPPER}{{3,}}(?:[ ,;-]{_BLANK}*{_UPPER}{{3,}})+\b")
_INITIAL: Final = re.compile(rf"(?<=[^\s.]{_BLANK})(?:{_UPPER}\.{_BLANK}?)+({_NAME})")
_CONTEXT: Final = re.compile(
    r"\b(?i:pasient(?:en)?|bruker(?:en)?|pårørende|herr|hr|fru|frk|dr|lege(?:n)?|overlege(?:n)?|fastlege(?:n)?"
    r"|sykepleier(?:en)?|sjukepleiar(?:en)?|navn|namn|mor|far|sønn|datter|dotter|ektefelle(?:n)?|født|fødd)"
    rf"\b[.:]?{_BLANK}+(?:[a-zæøå]+{_BLANK}+)?({_NAME})"
)
# Capitalised in headings and names of offices, and no names of persons.
_WORDS: Final = """
helse helseforetak sykehus sykehuset sjukehus sjukehuset kommune kommunen kommuner fylkeskommune avdeling
avdelingen klinikk klinikken regjeringen departementet helsedirektoratet tvisteløsningsnemnda nemnda norge
norsk nord sør øst vest indre ytre avtale avtalen samarbeidsavtale samarbeidsavtalen vedlegg punkt sak saken
møte januar februar mars april mai juni juli august september oktober november desember mandag tirsdag onsdag
torsdag fredag lørdag søndag i og for av til med om på den det de en et vi ved etter fra
"""
_PLAIN: Final = frozenset(_WORDS.split())


def findings_in(text: str | None, known: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything flagged in a text, by line; what cannot be read is one finding of its own.

    Args:
        text: The document's words; None where they cannot be read.
        known: Words in lower case that name parties, not persons.
    """
    if text is None:
        return (Finding(kind=FindingKind.UNREADABLE, line=0),)
    found = [finding for finding, _ in flagged(text, known)]
    return tuple(dict.fromkeys(found))


def flagged(text: str, known: Collection[str] = ()) -> Iterator[tuple[Finding, str]]:
    """Each finding with the words it stands for, for the eyes of whoever checks the document; no entry holds them."""
    for number, line in enumerate(text.split("\n"), start=1):
        for kind, words in _in_line(line, known):
            yield Finding(kind=kind, line=number), words


def _in_line(line: str, known: Collection[str]) -> Iterator[tuple[FindingKind, str]]:
    line = line.translate(_UNSEEN)
    for number in (found for form in _NUMBERS for found in form.finditer(line)):
        digits = "".join(sign for sign in number[1] if sign.isdigit())
        if is_identity_number(digits if len(digits) == 11 else digits[:4] + digits[6:]):
            yield FindingKind.IDENTITY_NUMBER, number[1]
    for phone in (found for form in _PHONES for found in form.finditer(line)):
        yield FindingKind.PHONE_NUMBER, phone[0]
    for words in _names(line, known):
        yield FindingKind.LIKELY_NAME, words


def _names(line: str, known: Collection[str]) -> Iterator[str]:
    """Words that begin with a capital and follow each other; one alone where what stands before says whose it is."""
    for form, word in ((_PAIR, _NAMED), (_CAPITALS, _WORD)):
        for pair in form.finditer(line):
            if sum(_may_name(part, known) for part in word.findall(pair[0])) > 1:
                yield pair[0]
    for one in (found for form in (_INITIAL, _CONTEXT) for found in form.finditer(line)):
        if _may_name(one[1], known):
            yield one[0]


def _may_name(word: str, known: Collection[str]) -> bool:
    return word.lower() not in _PLAIN and word.lower() not in known


def known_words(roster: Roster) -> frozenset[str]:
    """The words in the names of parties and groups."""
    names = (*(party.name for party in roster.parties), *(group.name for group in roster.groups))
    return frozenset(word.lower() for name in names for word in _WORD.findall(name))
