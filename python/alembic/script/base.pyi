"""The directory of scripts and single scripts."""

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from types import ModuleType
from typing import Any

from alembic.config import Config
from alembic.script.revision import Revision, RevisionMap, _Ids

class Script(Revision):
    module: ModuleType
    path: str
    doc: str
    longdoc: str
    @property
    def log_entry(self) -> str: ...
    def cmd_format(
        self,
        verbose: bool,
        include_branches: bool = False,
        include_doc: bool = False,
        include_parents: bool = False,
        tree_indicators: bool = True,
    ) -> str: ...

class ScriptDirectory:
    dir: str
    file_template: str
    output_encoding: str
    recursive_version_locations: bool
    sourceless: bool
    timezone: str | None
    truncate_slug_length: int
    version_locations: Sequence[str] | None
    messaging_opts: Any
    def __init__(
        self,
        dir: str | PathLike[str],
        file_template: str | None = None,
        truncate_slug_length: int | None = 40,
        version_locations: Sequence[str | PathLike[str]] | None = None,
        sourceless: bool = False,
        output_encoding: str = "utf-8",
        timezone: str | None = None,
        hooks: Sequence[Mapping[str, str]] = (),
        recursive_version_locations: bool = False,
        messaging_opts: Any = None,
    ) -> None: ...
    @classmethod
    def from_config(cls, config: Config) -> ScriptDirectory: ...
    @property
    def env_py_location(self) -> str: ...
    @property
    def hooks(self) -> list[dict[str, str]]: ...
    @property
    def revision_map(self) -> RevisionMap: ...
    @property
    def versions(self) -> str: ...
    def as_revision_number(self, id_: str | None) -> str | tuple[str, ...] | None: ...
    def generate_revision(
        self,
        revid: str,
        message: str | None,
        head: _Ids = None,
        splice: bool | None = False,
        branch_labels: _Ids = None,
        version_path: str | PathLike[str] | None = None,
        file_template: str | None = None,
        depends_on: _Ids = None,
        **kw: Any,
    ) -> Script | None: ...
    def get_all_current(self, id_: tuple[str, ...]) -> set[Script]: ...
    def get_base(self) -> str | None: ...
    def get_bases(self) -> list[str]: ...
    def get_current_head(self) -> str | None: ...
    def get_heads(self, consider_depends_on: bool = False) -> list[str]: ...
    def get_revision(self, id_: str) -> Script: ...
    def get_revisions(self, id_: _Ids) -> tuple[Script, ...]: ...
    def iterate_revisions(self, upper: _Ids, lower: _Ids, **kw: Any) -> Iterator[Script]: ...
    def run_env(self) -> None: ...
    def walk_revisions(self, base: str = "base", head: str = "heads") -> Iterator[Script]: ...
