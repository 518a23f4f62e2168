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

_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])(\d{2}[ .]?\d{2}[ .]?\d{2})[ .\u00a0-]?(\d{3}[ .]?\d{2})(?![0-9A-Za-z])"
)
_PHONE: Final = re.compile(r"(?<![\d.,-])(?:(?:\+|00)[ ]?47[ \u00a0]?)?[2-9]\d(?:[ \u00a0]?\d){6}(?![\d-])")
_NAME: Final = r"[A-ZÆØÅÄÖÉ][a-zæøåäöéü]+(?:-[A-ZÆØÅÄÖÉ][a-zæøåäöéü]+)?"
_PAIR: Final = re.compile(rf"\b{_NAME}(?:[ \t]+[A-ZÆØÅ]\.)?(?:[ \t]*[ ,;\t][ \t]*{_NAME})+\b")
_CONTEXT: Final = re.compile(
    r"\b(?i:pasient(?:en)?|bruker(?:en)?|pårørende|herr|hr|fru|frk|dr|lege(?:n)?|overlege(?:n)?|fastlege(?:n)?"
    r"|sykepleier(?:en)?|sjukepleiar(?:en)?|navn|namn|mor|far|sønn|datter|dotter|ektefelle(?:n)?|født|fødd)"
    rf"\b[.:]?[ \t]+(?:[a-zæøå]+[ \t]+)?({_NAME})"
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
    for number in _NUMBER.finditer(line):
        digits = "".join(sign for sign in number[0] if sign.isdigit())
        if is_identity_number(digits):
            yield FindingKind.IDENTITY_NUMBER, number[0]
    for phone in _PHONE.finditer(line):
        yield FindingKind.PHONE_NUMBER, phone[0]
    for pair in _PAIR.finditer(line):
        words = [word.lower() for word in re.findall(_NAME, pair[0])]
        if sum(word not in _PLAIN and word not in known for word in words) > 1:
            yield FindingKind.LIKELY_NAME, pair[0]
    for person in _CONTEXT.finditer(line):
        if person[1].lower() not in _PLAIN and person[1].lower() not in known:
            yield FindingKind.LIKELY_NAME, person[0]


def known_words(roster: Roster) -> frozenset[str]:
    """The words in the names of parties and groups."""
    names = (*(party.name for party in roster.parties), *(group.name for group in roster.groups))
    return frozenset(word.lower() for name in names for word in re.findall(r"[^\W\d_]+", name))
