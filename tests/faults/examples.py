"""One act of any kind, with the least it must say, so that no kind is forgotten where all of them are tried."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

WORDS = ("sekr1", "offl. § 13", "0" * 64, "P-01", 1, True, date(2031, 2, 1), datetime(2031, 2, 1, 9, tzinfo=UTC), ())


def example_of(kind: type[BaseModel]) -> Any:
    """An act of that kind: every field it must have, and nothing else."""
    required = {name: field for name, field in kind.model_fields.items() if field.is_required()}
    return kind(**{name: _value(field.rebuild_annotation()) for name, field in required.items()})


def _value(annotation: Any) -> Any:
    taken = TypeAdapter(annotation)
    for value in (*WORDS, *_made(annotation)):
        try:
            return taken.validate_python(value)
        except ValidationError:
            continue
    raise LookupError(f"no example of {annotation}")


def _made(annotation: Any) -> list[Any]:
    """What must be built: a member of an enum, a model, a tuple with something in it."""
    if get_origin(annotation) is Annotated:
        return _made(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [next(iter(annotation))]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [example_of(annotation)]
    inner = [_value(arg) for arg in get_args(annotation)[:1]] if get_origin(annotation) is not None else []
    return [*inner, *((value,) for value in inner)]
