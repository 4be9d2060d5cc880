"""Post-write hooks."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[[str, dict[str, Any]], Any])

def register(name: str) -> Callable[[_F], _F]: ...
def console_scripts(
    path: str,
    options: Mapping[str, Any],
    ignore_output: bool = False,
    verify_version: tuple[int, ...] | None = None,
) -> None: ...
def exec_(path: str, options: Mapping[str, Any], ignore_output: bool = False) -> None: ...
def module(path: str, options: Mapping[str, Any], ignore_output: bool = False) -> None: ...
