"""A procedure in words and as a diagram, in both standards of Norwegian and in English, from the same data.

For those who agreed on it: what the bodies do, how a case goes, what time does when nobody acts, and the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from models.base import BodyId
from models.procedure import BodyDefinition, Names, Number, Procedure

Language = Literal["nb", "nn", "en"]


def language_of(procedure: Procedure) -> Language:
    """The procedure's own language."""
    return "nn" if procedure.language == "nn" else "en" if procedure.language == "en" else "nb"


_WORDS: dict[str, tuple[str, str, str]] = {
    "bodies": ("Organene", "Organa", "The bodies"),
    "road": ("Slik går en sak", "Slik går ei sak", "How a case goes"),
    "clocks": ("Når ingen gjør noe", "Når ingen gjer noko", "When nobody acts"),
    "numbers": ("Tallene", "Tala", "The numbers"),
    "diagram": ("Tegning", "Teikning", "Diagram"),
    "seats": (
        "{name}: {seats} plasser, {counted} teller for konsensus ({municipal} kommunale, {hospital} fra sykehus).",
        "{name}: {seats} plassar, {counted} tel for konsensus ({municipal} kommunale, {hospital} frå sjukehus).",
        "{name}: {seats} seats, {counted} count for consensus ({municipal} municipal, {hospital} from hospitals).",
    ),
    "heard": (
        "Høres, men teller ikke: {who}.",
        "Blir høyrde, men tel ikkje: {who}.",
        "Heard, but not counted: {who}.",
    ),
    "chair": ("Ledes av {who}.", "Blir leidd av {who}.", "Chaired by {who}."),
    "first": (
        "Først drøftes saken, som regel i {body}. Ingen kan bindes der (P-01, P-05).",
        "Først blir saka drøfta, som regel i {body}. Ingen kan bli bunden der (P-01, P-05).",
        "First the case is deliberated (drøfting), as a rule in {body}. Nobody can be bound there (P-01, P-05).",
    ),
    "direct": (
        "Med begrunnelse kan {body} drøfte den direkte (P-05).",
        "Med grunngiving kan {body} drøfte ho direkte (P-05).",
        "With a reason, {body} may deliberate it directly (P-05).",
    ),
    "local": (
        "Gjelder saken bare partene i {body}, kan den drøftes og besluttes der (P-04).",
        "Gjeld saka berre partane i {body}, kan ho bli drøfta og avgjord der (P-04).",
        "Where it concerns only the parties of {body}, it may be deliberated and decided there (P-04).",
    ),
    "home": (
        "Så tar hver part saken hjem (forankring). Svarene binder ingen, og den som tier, har ikke samtykket (P-11).",
        "Så tek kvar part saka heim (forankring). Svara bind ingen, og den som teier, har ikkje samtykt (P-11).",
        "Then each party takes the case home (forankring). Answers bind nobody, and silence is no consent (P-11).",
    ),
    "decides": (
        "Beslutning tas i et senere møte: i {larger} når konsekvensene er større, ellers i {professional} (P-04).",
        "Avgjerd blir teken i eit seinare møte: i {larger} når følgjene er større, elles i {professional} (P-04).",
        "It is decided in a later meeting: by {larger} where consequences are larger, else by {professional} (P-04).",
    ),
    "consensus": (
        "Bare konsensus binder. Ingen blir stemt ned (P-19, P-20).",
        "Berre konsensus bind. Ingen blir røysta ned (P-19, P-20).",
        "Only consensus binds. Nobody is outvoted (P-19, P-20).",
    ),
    "without": (
        "Uten konsensus i {body} velger lederen: {ways}. Foreslått: {default} (P-13).",
        "Utan konsensus i {body} vel leiaren: {ways}. Føreslått: {default} (P-13).",
        "Without consensus in {body} its chair chooses: {ways}. Proposed: {default} (P-13).",
    ),
    "new_drofting": ("ny drøfting", "ny drøfting", "a new drøfting"),
    "raise": ("løfte saken til {to}", "løfte saka til {to}", "raising it to {to}"),
    "nemnda": ("nemnda", "nemnda", "the dispute board"),
    "close_without_agreement": ("slutte uten enighet", "slutte utan semje", "closing without agreement"),
    "not_consent": (
        "Taushet er ikke samtykke.",
        "Tagnad er ikkje samtykke.",
        "Silence is not consent.",
    ),
    "consent": ("Taushet er samtykke.", "Tagnad er samtykke.", "Silence is consent."),
    "right_lapses": (
        "Den som ikke har gjort noe, kan ikke lenger gjøre det.",
        "Den som ikkje har gjort noko, kan ikkje lenger gjere det.",
        "Whoever has not acted can do so no more.",
    ),
    "nobody_is_asked": ("Det skjer av seg selv.", "Det skjer av seg sjølv.", "It happens by itself."),
    "or": (" eller ", " eller ", " or "),
    "drofting": ("drøfting", "drøfting", "drøfting"),
    "larger": ("større konsekvenser", "større konsekvensar", "larger consequences"),
    "professional": ("faglig sak", "fagleg sak", "professional case"),
    "binding": ("bindende beslutning", "bindande avgjerd", "binding decision"),
}


def said(key: str, language: Language, **facts: object) -> str:
    """A sentence in a language."""
    return _WORDS[key][("nb", "nn", "en").index(language)].format(**facts)


def describe(procedure: Procedure, language: Language, day: date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The procedure in words: a heading and its sentences, part by part.

    Args:
        procedure: Which.
        language: In which language.
        day: Whose numbers.
    """
    yield said("bodies", language), tuple(_bodies(procedure, language))
    yield said("road", language), tuple(_road(procedure, language))
    clocks = (f"{c.label}. {said(c.silence.value, language)} ({c.rule})" for c in procedure.clocks)
    yield said("clocks", language), tuple(clocks)
    yield said("numbers", language), tuple(_number(number, day) for number in procedure.numbers)


def _bodies(procedure: Procedure, language: Language) -> Iterator[str]:
    for body in sorted(procedure.bodies, key=lambda b: -b.level):
        counted = [seat for seat in body.seats if seat.counts]
        sentence = said(
            "seats",
            language,
            name=_name(body.names, language),
            seats=len(body.seats),
            counted=len(counted),
            municipal=sum(seat.side.value == "municipal" for seat in counted),
            hospital=sum(seat.side.value == "hospital" for seat in counted),
        )
        heard = [_name(seat.names, language) for seat in body.seats if not seat.counts]
        chair = said("chair", language, who=_name(procedure.seat(body.chair).names, language))
        rest = said("heard", language, who=", ".join(heard)) if heard else ""
        yield " ".join(part for part in (sentence, chair, rest) if part)


def _road(procedure: Procedure, language: Language) -> Iterator[str]:
    routing = procedure.routing

    def named(bodies: Iterable[BodyId]) -> str:
        return said("or", language).join(_name(procedure.body(body).names, language) for body in bodies)

    yield said("first", language, body=named([routing.drofting_default]))
    if routing.drofting_direct:
        yield said("direct", language, body=named(routing.drofting_direct))
    if routing.local:
        yield said("local", language, body=named(routing.local))
    yield said("home", language)
    where = {"larger": named([routing.larger_consequences]), "professional": named([routing.professional])}
    yield said("decides", language, **where)
    yield said("consensus", language)
    yield from (_without(procedure, body, language) for body in procedure.bodies if body.escalation is not None)


def _without(procedure: Procedure, body: BodyDefinition, language: Language) -> str:
    assert body.escalation is not None
    to = _name(procedure.body(body.raises_to).names, language) if body.raises_to else ""
    ways = [said(way, language, to=to) for way in body.escalation.ways]
    default = said(body.escalation.default, language, to=to)
    name = _name(body.names, language)
    return said("without", language, body=name, ways=said("or", language).join(ways), default=default)


def _number(number: Number, day: date) -> str:
    value = number.on(max(day, number.values[0].since))
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    unit = "" if number.unit in ("mode", "true or false", "date") else f" {number.unit}"
    return f"{number.label}: {shown}{unit} ({number.rule}, {number.force.value}: {number.source})"


def _name(names: Names, language: Language) -> str:
    return str(getattr(names, language))


def diagram(procedure: Procedure, language: Language) -> str:
    """How cases go through the bodies, as a Mermaid flow chart: the lowest body first, raising with broken lines."""
    routing = procedure.routing
    ids = {body.body: f"b{number}" for number, body in enumerate(procedure.bodies)}
    lines = ["flowchart BT"]
    lines += [f'  {ids[body.body]}["{_name(body.names, language)}"]' for body in procedure.bodies]
    lines.append(f'  done(["{said("binding", language)}"])')
    first = ids[routing.drofting_default]
    lines += [f"  {ids[b.body]} -.-> {ids[b.raises_to]}" for b in procedure.bodies if b.raises_to is not None]
    for key, body in (("larger", routing.larger_consequences), ("professional", routing.professional)):
        if body != routing.drofting_default:
            lines.append(f"  {first} -->|{said(key, language)}| {ids[body]}")
        lines.append(f"  {ids[body]} -->|{said(key, language)}| done")
    lines += [f"  {ids[body]} --> done" for body in routing.local]
    return "\n".join(lines)
