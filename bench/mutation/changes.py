"""The faults that are put in: what an inattentive person might have written, one at a time, inside functions.

Not changed: texts (what a letter says is read by tests of texts), assertions (they state what the types cannot),
annotations, decorators, and what is computed while a module is loaded.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

Place = tuple[int, int, int]  # line, column, and which of several changes there

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OTHERS = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Change:
    """One fault: where it stands, in which function, and what is written in place of what."""

    file: str
    line: int
    function: str  # as Python qualifies it
    first_line: int  # of the function, its decorators included
    number: int  # among the changes of the file
    was: str
    became: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} `{self.was}` → `{self.became}`"


def changes_of(file: Path, name: str) -> tuple[Change, ...]:
    """Every change of a file, in the order of its lines."""
    return tuple(change for change, _ in _changed(ast.parse(file.read_text(encoding="utf-8")), name))


def code_with(file: Path, change: Change) -> CodeType:
    """The function's code with the change in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    changed = next(made for found, made in _changed(tree, change.file) if found.number == change.number)
    module = compile(changed, str(file), "exec", dont_inherit=True)
    return next(code for code in codes_in(module) if (code.co_qualname, code.co_firstlineno) == place_of(change))


def place_of(change: Change) -> tuple[str, int]:
    """By what Python knows the function."""
    return change.function, change.first_line


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """A code and those within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


def _changed(tree: ast.Module, file: str) -> Iterator[tuple[Change, ast.Module]]:
    """Each change with the whole module that has it; the module is good until the next one is asked for."""
    number = 0
    for name, function in _functions(tree.body, ""):
        first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
        for parent, field, index, node in _nodes(function):
            for replacement in _replacements(node):
                was, became = _shown(node), _shown(replacement)
                _put(parent, field, index, ast.fix_missing_locations(ast.copy_location(replacement, node)))
                yield Change(file, node.lineno, name, first, number, was, became), tree
                _put(parent, field, index, node)
                number += 1


Function = ast.FunctionDef | ast.AsyncFunctionDef
Found = tuple[ast.AST, str, int | None, ast.stmt | ast.expr]


def _functions(body: list[ast.stmt], within: str) -> Iterator[tuple[str, Function]]:
    """The outermost functions, by their qualified names."""
    for node in body:
        if isinstance(node, Function):
            yield within + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{within}{node.name}.")


def _nodes(function: Function) -> Iterator[Found]:
    for index, statement in enumerate(function.body):
        if index or not _is_text(statement):
            yield function, "body", index, statement
            yield from _below(statement)


def _below(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom):
        return
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "args") and not isinstance(node, ast.Call):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.stmt | ast.expr):
                yield node, field, index, child
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr | ast.pattern):
                yield from _below(child)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _replacements(node: ast.stmt | ast.expr) -> Iterator[ast.stmt | ast.expr]:
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    else:
        yield from _expressions(node)


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.If() | ast.While():
            turned = copy.copy(node)
            turned.test = ast.UnaryOp(ast.Not(), node.test)
            yield turned
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise() | ast.AugAssign():
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case _:
            return


def _expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                other = COMPARISONS[type(operator)]()
                yield ast.Compare(node.left, [*node.ops[:index], other, *node.ops[index + 1 :]], node.comparators)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for index in range(len(values)):
                kept = [*values[:index], *values[index + 1 :]]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(operator, kept)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.BinOp(op=operator) if type(operator) in SIGNS:
            yield ast.BinOp(node.left, SIGNS[type(operator)](), node.right)
        case ast.Name(id=name) if name in OTHERS:
            yield ast.Name(OTHERS[name], node.ctx)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            yield from _without_conditions(node)
        case _:
            return


def _without_conditions(node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> Iterator[ast.expr]:
    for index, loop in enumerate(node.generators):
        for condition in range(len(loop.ifs)):
            bare = copy.copy(loop)
            bare.ifs = [*loop.ifs[:condition], *loop.ifs[condition + 1 :]]
            changed = copy.copy(node)
            changed.generators = [*node.generators[:index], bare, *node.generators[index + 1 :]]
            yield changed


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _shown(node: ast.AST) -> str:
    text = ast.unparse(ast.fix_missing_locations(copy.copy(node))).splitlines()[0].replace("`", "'")
    return text if len(text) <= 100 else f"{text[:97]}..."
