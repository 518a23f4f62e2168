"""What each kind of entry of a meeting says, in Norwegian (`audit.story_of_meetings` has the same in English)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.naming import short
from audit.norsk import recorded
from audit.norsk.words import Norsk
from models import entries as e
from models.words import MARKED


def _planned(b: e.MeetingPlanned, t: Norsk) -> str:
    when, due = f"{t.day(b.day)} {t.hours(b.starts_at, b.ends_at)}", t.due(b.notice_due.at)
    return t(
        f"Et møte i {b.body} er planlagt: {when}, {b.place}. Innkalling og sakspapirer går ut {due}.",
        f"Eit møte i {b.body} er planlagt: {when}, {b.place}. Innkalling og sakspapir går ut {due}.",
    )


def _moved(b: e.MeetingMoved, t: Norsk) -> str:
    when, due = f"{t.day(b.day)} {t.hours(b.starts_at, b.ends_at)}", t.due(b.notice_due.at)
    return t(
        f"Møtet er flyttet til {when}, {b.place}. Fristen for innkalling regnes på nytt: den går ut {due}.",
        f"Møtet er flytt til {when}, {b.place}. Fristen for innkalling blir rekna på nytt: ho går ut {due}.",
    )


def _uncovered(parties: tuple[str, ...], t: Norsk) -> str:
    if not parties:
        return t(" Alle parter har noen som taler for seg.", " Alle partar har nokon som talar for seg.")
    return t(f" Ingen taler for {t.parties(parties)}.", f" Ingen talar for {t.parties(parties)}.")


def _opened(b: e.MeetingOpened, t: Norsk) -> str:
    present = t.listed(f"{t.person(a.person)} i {a.seat}" for a in b.attendance)
    return t(f"Møtet er satt. Til stede: {present}.", f"Møtet er sett. Til stades: {present}.") + _uncovered(
        b.uncovered, t
    )


def _attendance(b: e.MeetingAttendanceChanged, t: Norsk) -> str:
    what = (
        t(f"{b.seat} står tom herfra.", f"{b.seat} står tom herifrå.")
        if b.person is None
        else t(f"{t.person(b.person)} sitter i {b.seat} herfra.", f"{t.person(b.person)} sit i {b.seat} herifrå.")
    )
    return what + _uncovered(b.uncovered, t)


def _files(b: e.MinutesDrafted | e.MinutesIssued) -> str:
    pdf = "" if b.pdf is None else f", {short(b.pdf)} PDF"
    return f"{short(b.text)} tekst, {short(b.html)} HTML{pdf}"


def _drafted(b: e.MinutesDrafted, t: Norsk) -> str:
    said = t(f"Utkast til møtebok er skrevet ({_files(b)}).", f"Utkast til møtebok er skrive ({_files(b)}).")
    if b.comments_due is None:
        return said
    return said + t(f" Merknader ut {t.day(b.comments_due.day)}.", f" Merknader ut {t.day(b.comments_due.day)}.")


def _item(item: int | None) -> str:
    return "" if item is None else f", sak {item}"


TELL: Mapping[type, Callable[[Any, Norsk], str]] = {
    e.MeetingPlanned: _planned,
    e.MeetingMoved: _moved,
    e.MeetingCancelled: lambda _b, t: t("Avlyst: sakene går til neste møte.", "Avlyst: sakene går til neste møte."),
    e.AgendaItemAdded: lambda b, t: t(
        f"Sak {b.item} på saklisten, til {MARKED[b.mark]}: {b.title} ({b.case}, tekst {short(b.text_digest)}).",
        f"Sak {b.item} på saklista, til {MARKED[b.mark]}: {b.title} ({b.case}, tekst {short(b.text_digest)}).",
    ),
    e.AgendaItemChanged: lambda b, t: t(
        f"Sak {b.item} ({b.case}) følger saken: tekst {short(b.text_digest)}, {len(b.papers)} sakspapirer.",
        f"Sak {b.item} ({b.case}) følgjer saka: tekst {short(b.text_digest)}, {len(b.papers)} sakspapir.",
    ),
    e.AgendaItemRemoved: lambda b, t: t(
        f"Sak {b.item} ({b.case}) er tatt av saklisten.", f"Sak {b.item} ({b.case}) er teken av saklista."
    ),
    e.NoticeSent: lambda b, t: t(
        f"Innkalling: saksliste ({len(b.items)} {'sak' if len(b.items) == 1 else 'saker'}) og sakspapirer er sendt "
        "til "
        "plasser, varaer og parter.",
        f"Innkalling: saksliste ({len(b.items)} {'sak' if len(b.items) == 1 else 'saker'}) og sakspapir er sende til "
        "plassar, varaer og partar.",
    ),
    e.MeetingOpened: _opened,
    e.MeetingAttendanceChanged: _attendance,
    e.MeetingItemOpened: lambda b, t: t(
        f"Sak {b.item} ({b.case}) er tatt opp, til {MARKED[b.mark]}.",
        f"Sak {b.item} ({b.case}) er teken opp, til {MARKED[b.mark]}.",
    ),
    e.MeetingItemConcluded: lambda b, t: f"Sak {b.item} ({b.case}): {recorded.conclusion(b.conclusion, t)}.",
    e.MeetingClosed: lambda b, t: (
        t("Møtet er hevet.", "Møtet er heva.")
        if not b.unreached
        else t(
            f"Møtet er hevet. Ikke nådd, og går til neste: {t.listed(map(str, b.unreached))}.",
            f"Møtet er heva. Ikkje nådd, og går til neste: {t.listed(map(str, b.unreached))}.",
        )
    ),
    e.ShortNoticeAnswered: lambda b, t: t(
        f"{t.seat(b.seat)} samtykker{t.not_(b.agrees)} i den korte innkallingsfristen.",
        f"{t.seat(b.seat)} samtykkjer{t.not_(b.agrees)} i den korte innkallingsfristen.",
    ),
    e.MinutesDrafted: _drafted,
    e.MinutesOverdue: lambda _b, t: t(
        "Utkastet til møtebok kom ikke i tide; sekretariatet får vite det.",
        "Utkastet til møtebok kom ikkje i tide; sekretariatet får vite det.",
    ),
    e.MinutesCommented: lambda b, t: t(
        f"{t.seat(b.seat)} har merknad til utkastet til møtebok (merknad {b.comment}).",
        f"{t.seat(b.seat)} har merknad til utkastet til møtebok (merknad {b.comment}).",
    ),
    e.MinutesCommentAnswered: lambda b, t: t(
        f"Merknad {b.comment} er besvart:{t.not_(b.taken_in)} tatt inn.",
        f"Merknad {b.comment} er svart på:{t.not_(b.taken_in)} teken inn.",
    ),
    e.MinutesEdited: lambda b, t: t(
        f"Utkastet til møtebok er endret{_item(b.item)}; de gamle ordene er tatt vare på.",
        f"Utkastet til møtebok er endra{_item(b.item)}; dei gamle orda er tekne vare på.",
    ),
    e.MinutesCommentsClosed: lambda b, t: t(
        "Fristen for merknader til utkastet er ute."
        + (f" Ikke besvart ennå: {t.listed(map(str, b.unanswered))}." if b.unanswered else ""),
        "Fristen for merknader til utkastet er ute."
        + (f" Ikkje svart på enno: {t.listed(map(str, b.unanswered))}." if b.unanswered else ""),
    ),
    e.MinutesApproved: lambda b, t: t(
        f"Møteboka er godkjent i {b.meeting}; herfra endres ingenting i den.",
        f"Møteboka er godkjend i {b.meeting}; herifrå blir ingenting endra i ho.",
    ),
    e.MinutesIssued: lambda b, t: t(
        f"Den godkjente møteboka er sendt ut ({_files(b)}).", f"Den godkjende møteboka er send ut ({_files(b)})."
    ),
    e.MinutesContested: lambda b, t: t(
        f"{t.seat(b.seat)} sier at møteboka er feil om sak {b.item} ({b.case})"
        f"{': plassen hadde innsigelse' if b.objected else ''}. Beslutningen er merket til det er avgjort.",
        f"{t.seat(b.seat)} seier at møteboka er feil om sak {b.item} ({b.case})"
        f"{': plassen hadde motsegn' if b.objected else ''}. Avgjerda er merkt til det er avgjort.",
    ),
    e.MinutesContestWithdrawn: lambda b, t: t(
        f"Innvending {b.contest} mot møteboka er tatt tilbake; den står.",
        f"Innvending {b.contest} mot møteboka er teken attende; ho står.",
    ),
    e.CorrectionProposed: lambda b, t: t(
        f"En rettelse av møteboka i sak {b.item} er foreslått; {t.listed(b.asked)} blir spurt.",
        f"Ei retting av møteboka i sak {b.item} er føreslått; {t.listed(b.asked)} blir spurde.",
    ),
    e.CorrectionAnswered: lambda b, t: t(
        f"{t.seat(b.seat)} er{t.not_(b.agrees)} enig i rettelse {b.correction}.",
        f"{t.seat(b.seat)} er{t.not_(b.agrees)} samd i retting {b.correction}.",
    ),
    e.CorrectionRejected: lambda b, t: t(
        f"Rettelse {b.correction} blir ikke gjort: ikke alle som deltok, var enige. Møteboka står.",
        f"Retting {b.correction} blir ikkje gjord: ikkje alle som deltok, var samde. Møteboka står.",
    ),
    e.MinutesCorrected: lambda b, t: t(
        f"Føyd til møteboka{_item(b.item)}: "
        f"{'en skrivefeil, av sekretariatet' if b.clerical else 'en rettelse som alle som deltok, var enige i'}.",
        f"Lagt til møteboka{_item(b.item)}: "
        f"{'ein skrivefeil, av sekretariatet' if b.clerical else 'ei retting som alle som deltok, var samde i'}.",
    ),
}
