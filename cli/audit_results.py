"""How checks end, told in words, as JSON, and as an exit status; and the files that commands are given to check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import NotKnown
from audit.log.found import checkpoints_in, keys_in, texts_in
from audit.log.note import Unproved, UnreadableNote
from audit.log.proof import FIRST_LINE
from audit.log.receipt import Receipt, read_receipt
from audit.log.trust import Trust, read_trust
from audit.outcomes import BROKEN, Check, Proof, outcome_of
from cli.output import Failed, Out, on_one_line, was_interrupted

MOST_BYTES = 4_194_304
NO_KEY = "a checkpoint was given, which says what was signed and not with which key, where a key is wanted"
NO_RECEIPT = (
    "no receipt is in it, only a checkpoint, which `./saksgang audit compare` compares with the log; a receipt is "
    "the enclosure of a letter that ends in .tlog-proof"
)
FIRST = "The first that is broken"
LogKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help="The log's public key, a letter (.eml) with it, or the file of keys, as you trust it.",
    ),
]


class Unreadable(Exception):
    """What was given to be checked cannot be read."""


def bytes_in(file: Path, at_most: int) -> bytes:
    """A file's content.

    Raises:
        Unreadable: it cannot be read, has more bytes than what it should hold, or is none: a pipe may never end.
    """
    try:
        if file.exists() and not file.is_file():
            raise Unreadable(f"{file}: it is {'a folder' if file.is_dir() else 'no ordinary file'}")
        with file.open("rb") as opened:
            content = opened.read(at_most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{file}: {getattr(error, 'strerror', None) or type(error).__name__}") from None
    if len(content) > at_most:
        raise Unreadable(f"{file} has more than {at_most} bytes")
    return content


def conclude(
    out: Out, title: str, checks: Sequence[Check], facts: Mapping[str, Any], *, notes: Iterable[str] = ()
) -> NoReturn:
    """Tell every check, what is to be said of them, and last of all what they come to; end with that status.

    Raises:
        typer.Exit: always.
    """
    status = outcome_of(checks)
    for check in checks:
        out.hanging(f"  {check.outcome:<13}", on_one_line(f"{check.what}{f': {check.why}' if check.why else ''}"))
    for note in notes:
        out.line(on_one_line(note))
    first = next((check for check in checks if check.outcome == BROKEN), None)
    if first is not None and len(checks) > 1:
        out.line(on_one_line(f"{FIRST}: {first.what}"), style="bold red")  # why stands with it above
    verdict = status.name.lower().replace("_", " ")
    out.line(on_one_line(f"{title}: {verdict}"), style="bold green" if status is Proof.PROVED else "bold red")
    out.document({"result": status.name.lower(), "checks": [vars(check) for check in checks], **facts})
    raise typer.Exit(int(status))


def unreadable(out: Out, what: str, why: str) -> typer.Exit:
    """What ends a command that was given what cannot be read."""
    out.line(on_one_line(f"{what} cannot be read: {why}"), style="bold red")
    out.document({"result": "unreadable", "what": what, "why": why, "checks": []})
    return typer.Exit(int(Proof.UNREADABLE))


@contextmanager
def readable(out: Out, what: str) -> Iterator[None]:
    """Whatever a file does to what reads it ends as unreadable: never with the status of a broken proof.

    Raises:
        typer.Exit: it cannot be read.
    """
    try:
        yield
    except (typer.Exit, Failed):
        raise
    except (Unreadable, UnreadableNote, UnreadableBundle, NotKnown) as error:
        raise unreadable(out, what, str(error)) from None
    except Exception as error:  # noqa: BLE001  (a file that nobody thought of is no fault of the bundle's maker)
        if was_interrupted(error):
            raise KeyboardInterrupt from None
        raise unreadable(out, what, f"it is none that is read here: {type(error).__name__}: {error}"[:300]) from None


def of_file(out: Out, what: str) -> AbstractContextManager[None]:
    """As `readable` where a file was named; of a case here, what goes wrong is no file's fault."""
    return readable(out, what) if names_a_file(what) else nullcontext()


def names_a_file(what: str) -> bool:
    """Whether a file is named, and no case; of one that may not be looked at, reading it says why."""
    try:
        return Path(what).is_file()
    except OSError:
        return True


def file_or_text(given: str) -> tuple[str, tuple[str, ...]]:
    """What was given, by name and content: a file's, a mail's texts and receipts, or the text itself.

    Raises:
        Unreadable: it is a file that cannot be read.
    """
    if "\n" in given:
        return "the text", (given,)
    try:
        return given, texts_in(bytes_in(Path(given), MOST_BYTES))
    except UnicodeDecodeError:
        raise Unreadable(f"{given} is not UTF-8") from None


def receipt_given(given: str) -> tuple[str, Receipt]:
    """The receipt in a file or a letter, with what it was found in.

    Raises:
        Unreadable, UnreadableNote: there is none.
    """
    name, texts = file_or_text(given)
    receipt = next((text for text in texts if text.startswith(FIRST_LINE)), None)
    if receipt is None and any(checkpoints_in(text) for text in texts):
        raise Unreadable(NO_RECEIPT)
    return name, read_receipt("".join(texts[:1]) if receipt is None else receipt)


def trust_given(key: str) -> Trust:
    """The keys to trust: a key in its written form, the file that holds one or a whole history, or a letter with one.

    Raises:
        Unreadable: it is neither.
    """
    written = key.strip()
    texts = (written,) if _is_a_key(written) else file_or_text(key)[1]
    inside = tuple(dict.fromkeys(found for text in texts for found in keys_in(text)))
    if len(inside) > 1:
        raise Unreadable(f"there are {len(inside)} keys in {key}; give the one you trust: {', '.join(inside)}")
    try:
        return read_trust(inside[0] if inside else "".join(texts))
    except UnreadableNote as error:
        if any(checkpoints_in(text) for text in texts):
            raise Unreadable(f"{NO_KEY}; a letter has both, `./saksgang log keys` writes the keys") from None
        raise Unreadable(f"the key: {error}") from None
    except Unproved as error:
        raise Unreadable(f"the history of keys is not what it says: {error}") from None


def has_key(given: str) -> bool:
    """Whether a file that was given has a public key in it, as letters have."""
    try:
        return "\n" not in given and any(keys_in(text) for text in file_or_text(given)[1])
    except Unreadable:  # another bundle, which is no letter
        return False


def _is_a_key(text: str) -> bool:
    return text.count("+") >= 2 and not Path(text).exists()
