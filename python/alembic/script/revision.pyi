"""The revision graph."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

_Ids: TypeAlias = str | Collection[str | None] | None

class RevisionError(Exception): ...
class RangeNotAncestorError(RevisionError): ...

class MultipleHeads(RevisionError):
    heads: Sequence[str]
    argument: str | None
    def __init__(self, heads: Sequence[str], argument: str | None) -> None: ...

class ResolutionError(RevisionError):
    argument: str
    def __init__(self, message: str, argument: str) -> None: ...

class CycleDetected(RevisionError): ...
class DependencyCycleDetected(CycleDetected): ...
class LoopDetected(CycleDetected): ...
class DependencyLoopDetected(DependencyCycleDetected, LoopDetected): ...

class Revision:
    revision: str
    down_revision: str | tuple[str, ...] | None
    dependencies: str | tuple[str, ...] | None
    branch_labels: set[str]
    nextrev: frozenset[str]
    is_base: bool
    is_head: bool
    is_branch_point: bool
    is_merge_point: bool
    def __init__(
        self,
        revision: str,
        down_revision: str | tuple[str, ...] | None,
        dependencies: str | tuple[str, ...] | None = None,
        branch_labels: str | Collection[str] | None = None,
    ) -> None: ...

class RevisionMap:
    def __init__(self, generator: Callable[[], Iterable[Revision]]) -> None: ...
    @property
    def bases(self) -> tuple[str, ...]: ...
    @property
    def heads(self) -> tuple[str, ...]: ...
    def add_revision(self, revision: Revision, _replace: bool = False) -> None: ...
    def filter_for_lineage(
        self,
        targets: Iterable[Any],
        check_against: str | None,
        include_dependencies: bool = False,
    ) -> tuple[Any, ...]: ...
    def get_current_head(self, branch_label: str | None = None) -> str | None: ...
    def get_revision(self, id_: str | None) -> Revision | None: ...
    def get_revisions(self, id_: _Ids) -> tuple[Revision, ...]: ...
    def iterate_revisions(
        self,
        upper: _Ids,
        lower: _Ids,
        implicit_base: bool = False,
        inclusive: bool = False,
        assert_relative_length: bool = True,
        select_for_downgrade: bool = False,
    ) -> Iterator[Revision]: ...
