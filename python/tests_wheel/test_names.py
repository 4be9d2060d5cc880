"""What programs import is there, and the stubs say of it what is so."""

import ast
import importlib
import inspect
import os
from pathlib import Path

import alembic
import pytest

NAMES = [
    line
    for line in Path(__file__).with_name("names.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
PACKAGE = Path(os.path.dirname(alembic.__file__))
STUBS = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.pyi"))


def found(name):
    """Returns what a dotted name stands for."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            thing = getattr(thing, part)
        return thing
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_there(name):
    found(name)


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_true(stub):
    module_name = "alembic." + stub.removesuffix(".pyi").replace("/", ".").removesuffix(".__init__")
    module = importlib.import_module(module_name)
    check(module, ast.parse((PACKAGE / stub).read_text()).body, module_name)


def check(owner, statements, name):
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            check(getattr(owner, statement.name), statement.body, f"{name}.{statement.name}")
        elif isinstance(statement, ast.FunctionDef) and not statement.name.startswith("__"):
            check_function(inspect.getattr_static(owner, statement.name), statement, name)


def check_function(function, stub, name):
    function = inspect.unwrap(getattr(function, "__func__", function))
    if not inspect.isfunction(function):
        return
    signature = inspect.signature(function)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    if inspect.Parameter.VAR_KEYWORD in kinds:
        # It passes on to what the engine knows.
        return
    declared = [*stub.args.posonlyargs, *stub.args.args, *stub.args.kwonlyargs]
    names = [argument.arg for argument in declared]
    assert names == [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_POSITIONAL
    ], f"{name}.{stub.name}"


def test_the_package_is_typed():
    assert (PACKAGE / "py.typed").is_file()
