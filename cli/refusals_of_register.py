"""The exceptions of the register and its database as problems; loaded where the register is."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cli.output import Problem, Status
from cli.refusals import START, no_such_record
from register.archive import Gone, NotAtHand
from register.community import CommunityExists
from register.documents import DocumentUnusable
from register.intake import ActConflict, ActTooLarge, NoSuchRecord


def explain_register(error: BaseException) -> Problem | None:
    """The problem that an exception of the register or its database means, or None where it is neither's."""
    match error:
        case ActConflict():
            more = {"act_id": error.act_id, "first_digest": error.first, "digest": error.now}
            why = f"act {error.act_id} was received before, and said something else"
            remedy = (
                "leave out --act-id to ask for something new; `./saksgang act show` says what the first one asked for"
            )
            title = "That act id is taken; nothing was written"
            proof = (("first", error.first), ("now", error.now))
            return Problem(Status.CONFLICT, "act_conflict", title, why, "ENGINE", remedy, more, proof)
        case ActTooLarge():
            remedy = "put long texts in a document: `./saksgang document add`, then `./saksgang case add-paper`"
            title = "That is too much for one act; nothing was written"
            return Problem(Status.REFUSED, "act_too_large", title, str(error), remedy=remedy)
        case CommunityExists():
            return Problem(
                Status.CONFLICT, "community_exists", "That health community is founded already", str(error)
            )
        case NoSuchRecord():
            return no_such_record(str(error))
        case Gone():
            remedy = "`./saksgang archive verify` tells of every history that is lost"
            title = "A history is not where it is kept"
            return Problem(Status.FAILURE, "history_gone", title, str(error), remedy=remedy)
        case NotAtHand():
            remedy = "see that the store answers and that the settings name it, with its keys (docs/archive.md)"
            title = "The store of the histories does not do what it is asked"
            return Problem(Status.UNAVAILABLE, "archive_away", title, str(error), remedy=remedy)
        case DocumentUnusable():
            return Problem(Status.USAGE, "document_unusable", "The document is not taken in", str(error))
        case ProgrammingError() if "does not exist" in str(error.orig):
            remedy = "start './saksgang up', which brings the register up to date, or run the migrations"
            why = "its tables are missing or of another version"
            return Problem(Status.UNAVAILABLE, "schema_missing", "The register cannot be read", why, remedy=remedy)
        case OperationalError() | PoolTimeout():
            return _database_away(error)
        case DBAPIError() if error.connection_invalidated:
            return _database_away(error)
        case _:
            return None


def _database_away(error: Exception) -> Problem:
    why = str(getattr(error, "orig", None) or error).strip().splitlines()
    remedy = f"see whether it runs (`./saksgang doctor`), or {START}"
    title = "The database does not answer"
    return Problem(Status.UNAVAILABLE, "database_away", title, why[0] if why else "", remedy=remedy)
