"""From a tree with lines to a model, and from what the model refuses back to lines and remedies."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from models.base import Frozen, RuleId
from procedures.faults import FileFault, FileRefused
from procedures.tree import Node, Place

M = TypeVar("M", bound=Frozen)

_BELOW = 'write lines of the form "key: value" below it, indented'
_LIST = "write one entry a line, each after a dash"
_KINDS: dict[str, tuple[str, str]] = {
    "string_type": ("{}, not text", 'put it in quotes: "{}"'),
    "int_type": ("{}", "give a whole number, without quotes or decimals"),
    "bool_type": ("{}", "write true or false, without quotes"),
    "greater_than_equal": ("{}", "give 0 or more"),
    "too_short": ("empty", "give at least one"),
    "string_too_short": ("empty", "give it a value"),
    "model_type": ("{}, and has no keys of its own", _BELOW),
    "model_attributes_type": ("{}, and has no keys of its own", _BELOW),
    "tuple_type": ("{}, not a list", _LIST),
    "list_type": ("{}, not a list", _LIST),
}
"""Pydantic's kinds of errors: what is wrong with the value shown, and the remedy."""

_MISSING: dict[str, tuple[RuleId, str]] = {
    "then": ("P-22", "say what happens when it rings: a clock without a consequence surprises somebody"),
    "silence": ("P-22", "say what it means that nobody acted: not_consent, right_lapses or nobody_is_asked"),
    "default": ("P-13", "name the way that is proposed when the chair has chosen none"),
    "source": ("P-38", "name where it stands, or say that no source settles it"),
    "force": ("P-38", "say what stands behind it: law, agreement, national agreement ... or our choice"),
}
"""What no value may be without, by key: the rule, and what to do about it."""

_FORMS = {"community": "use 2 to 30 small letters and digits", "rule": "write it as P-06"}
"""How what has a form of its own is written, by key."""

MOST_TOLD = 200  # faults that are explained one by one; whoever has more mends these first
_UNION_ARMS = frozenset({"int", "bool", "str", "none"})


def shape(file: str, tree: Node, model: type[M]) -> M:
    """The tree as a value of the model.

    Raises:
        FileRefused: with one fault for every key that is missing, unknown or holds what it may not.
    """
    try:
        # JSON mode: strict, and yet dates, enums and tuples come from text and lists.
        return model.model_validate_json(json.dumps(tree.plain(), ensure_ascii=False))
    except ValidationError as error:
        raise FileRefused(_faults(file, tree, model, error)) from None


def _faults(file: str, tree: Node, model: type[Frozen], error: ValidationError) -> Iterable[FileFault]:
    found: dict[tuple[Place, str], FileFault] = {}
    details = error.errors(include_url=False)
    for number, detail in enumerate(details):
        if len(found) == MOST_TOLD:
            line, what = tree.line_at(detail["loc"]), f"here and below {len(details) - number} more faults"
            rest = FileFault(file=file, line=line, what=what, rule="ENGINE", remedy="put right the others first")
            return (*found.values(), rest)
        if detail["type"] == "too_short" and detail["input"]:
            continue  # its entries have faults of their own
        place: Place = tuple(step for step in detail["loc"] if step not in _UNION_ARMS)
        what, remedy = _explain(tree, place, detail, model)
        rule = _MISSING[str(place[-1])][0] if detail["type"] == "missing" and place[-1] in _MISSING else "ENGINE"
        line = tree.line_at(place)
        kind = "union" if len(place) != len(detail["loc"]) else detail["type"]  # one fault, not one per arm
        found.setdefault((place, kind), FileFault(file=file, line=line, what=what, rule=rule, remedy=remedy))
    return found.values()


def _explain(tree: Node, place: Place, detail: Any, model: type[Frozen]) -> tuple[str, str]:
    """What is wrong and what to do, for one of pydantic's errors."""
    kind, given = detail["type"], detail["input"]
    key = _spoken(place, tree)
    if kind == "missing":
        return f"{key} is missing", _MISSING.get(str(place[-1]), ("", f'add "{place[-1]}: ..." here'))[1]
    if kind == "extra_forbidden":
        return f"unknown key {key}", did_you_mean(str(place[-1]), _fields(model, place[:-1]))
    if given is None:
        return f"{key} is empty", "give it a value or remove the key"
    if len(place) != len(detail["loc"]):
        return f"{key} is {_shown(given)}", "give a whole number, true, false or a word"
    if kind == "enum":
        return f"{key} is {_shown(given)}", did_you_mean(str(given), _members(model, place))
    if kind.startswith("date"):
        return f"{key} is {_shown(given)}, which is no date", "write a day that exists, as 2026-12-31"
    if kind.endswith("too_long"):
        limit = detail["ctx"]["max_length"]
        return f"{key} is {_shown(given)}, longer than {limit}", f"shorten it to {limit} at most"
    if kind == "string_pattern_mismatch":
        remedy = _FORMS.get(str(place[-1]), "use letters a-z, digits, dots and dashes")
        return f"{key} is {_shown(given)}, which has not the form it must have", remedy
    if kind in _KINDS:
        what, remedy = _KINDS[kind]
        return f"{key} is {what.format(_shown(given))}", remedy.format(given)
    return f"{key}: {detail['msg'].removeprefix('Value error, ')}", "correct the value"


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """A remedy that names the likeliest of what is allowed, or all of it."""
    known = sorted(allowed)
    close = get_close_matches(given, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"allowed here: {', '.join(known)}"


def _spoken(place: Place, tree: Node) -> str:
    """A place in the words of the file: `"side" of SEKR-GP`, `"value" of 2018-04-01 of notice_days`."""
    words: list[str] = []
    for depth in range(len(place), 0, -1):
        step = place[depth - 1]
        label = _label(tree.at(place[:depth])) if isinstance(step, int) else None
        words.append(label or (f"entry {step + 1}" if isinstance(step, int) else f'"{step}"'))
        if label is not None:
            if "values" in place:  # a dated value; its number is told too
                words.append(_label(tree.at(place[:2])) or "")
            break
    return " of ".join(words[:3]) or "the file"


def _label(node: Node | None) -> str | None:
    """What an entry of a list calls itself, if it does."""
    if node is None or not isinstance(node.value, dict):
        return None
    for key in ("name", "since", "seat", "body", "group", "party", "person"):
        own = node.value.get(key)
        if own is not None and isinstance(own.value, str) and own.value and (key != "since" or "value" in node.value):
            return own.value
    return None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + '..."'


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    found = _at(model, place)
    return list(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _members(model: type[BaseModel], place: Place) -> list[str]:
    found = _at(model, place)
    return [str(member.value) for member in found] if isinstance(found, type) and issubclass(found, Enum) else []


def _at(model: type[BaseModel], place: Place) -> Any:
    """The type that the model expects at a place; None where it expects none."""
    expected: Any = model
    for step in place:
        if isinstance(step, int):
            expected = _bare(get_args(expected)[0]) if get_args(expected) else None
        elif isinstance(expected, type) and issubclass(expected, BaseModel) and step in expected.model_fields:
            expected = _bare(expected.model_fields[step].annotation)
        else:
            return None
    return expected


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not type(None)]
        return _bare(arms[0]) if len(arms) == 1 else annotation
    return annotation
