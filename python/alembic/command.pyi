"""The commands, as functions of a program."""

from collections.abc import Collection, Sequence
from os import PathLike
from typing import TypeAlias

from alembic.config import Config
from alembic.runtime.environment import ProcessRevisionDirectiveFn
from alembic.script import Script

_Revisions: TypeAlias = str | Collection[str]

def branches(config: Config, verbose: bool = False, *, json: bool = False) -> None: ...
def check(
    config: Config,
    *,
    sql: bool = False,
    ops: bool = False,
    json: bool = False,
    detect_renames: bool = False,
) -> None: ...
def current(
    config: Config, check_heads: bool = False, verbose: bool = False, *, json: bool = False
) -> None: ...
def doctor(config: Config, *, json: bool = False) -> None: ...
def downgrade(
    config: Config,
    revision: str,
    sql: bool = False,
    tag: str | None = None,
    *,
    transaction_per_migration: bool = False,
) -> None: ...
def edit(config: Config, rev: str) -> None: ...
def ensure_version(config: Config, sql: bool = False) -> None: ...
def heads(
    config: Config,
    verbose: bool = False,
    resolve_dependencies: bool = False,
    *,
    json: bool = False,
) -> None: ...
def history(
    config: Config,
    rev_range: str | None = None,
    verbose: bool = False,
    indicate_current: bool = False,
    *,
    json: bool = False,
    graph: str | None = None,
) -> None: ...
def init(
    config: Config,
    directory: str | PathLike[str],
    template: str = "generic",
    package: bool = False,
) -> None: ...
def list_templates(config: Config) -> None: ...
def merge(
    config: Config,
    revisions: _Revisions,
    message: str | None = None,
    branch_label: _Revisions | None = None,
    rev_id: str | None = None,
    splice: bool = False,
) -> Script | None: ...
def revision(
    config: Config,
    message: str | None = None,
    autogenerate: bool = False,
    sql: bool = False,
    head: _Revisions = "head",
    splice: bool = False,
    branch_label: _Revisions | None = None,
    version_path: str | PathLike[str] | None = None,
    rev_id: str | None = None,
    depends_on: _Revisions | None = None,
    process_revision_directives: ProcessRevisionDirectiveFn | None = None,
    *,
    detect_renames: bool = False,
) -> Script | Sequence[Script | None] | None: ...
def show(config: Config, rev: str, *, json: bool = False) -> None: ...
def stamp(
    config: Config,
    revision: _Revisions,
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
) -> None: ...
def upgrade(
    config: Config,
    revision: str,
    sql: bool = False,
    tag: str | None = None,
    *,
    transaction_per_migration: bool = False,
) -> None: ...
