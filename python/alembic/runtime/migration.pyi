"""The migration context and its steps."""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.sql.base import Executable

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import Revision, RevisionMap

class _TransactionBlock(AbstractContextManager["_TransactionBlock"]):
    def __exit__(self, *arguments: object) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...

class MigrationContext:
    as_sql: bool
    connection: Connection | None
    dialect: Dialect
    environment_context: EnvironmentContext | None
    impl: Any
    opts: dict[str, Any]
    script: ScriptDirectory | None
    version_table: str
    version_table_schema: str | None
    @classmethod
    def configure(
        cls,
        connection: Connection | None = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect: Dialect | None = None,
        environment_context: EnvironmentContext | None = None,
        dialect_opts: dict[str, Any] | None = None,
        opts: Any = None,
    ) -> MigrationContext: ...
    @property
    def bind(self) -> Connection | None: ...
    @property
    def config(self) -> Config | None: ...
    def autocommit_block(self) -> AbstractContextManager[None]: ...
    def begin_transaction(self, _per_migration: bool = False) -> _TransactionBlock: ...
    def execute(
        self, sql: Executable | str, execution_options: dict[str, Any] | None = None
    ) -> None: ...
    def get_current_heads(self) -> tuple[str, ...]: ...
    def get_current_revision(self) -> str | None: ...
    def run_migrations(self, **kw: Any) -> None: ...
    def stamp(
        self, script_directory: ScriptDirectory, revision: str | Collection[str]
    ) -> None: ...

class HeadMaintainer:
    context: MigrationContext
    heads: set[str]
    def __init__(self, context: MigrationContext, heads: Iterable[str]) -> None: ...
    def update_to_step(self, step: MigrationStep) -> None: ...

class MigrationInfo:
    is_upgrade: bool
    is_stamp: bool
    up_revision_ids: tuple[str, ...]
    down_revision_ids: tuple[str, ...]
    revision_map: RevisionMap
    @property
    def up_revision_id(self) -> str | None: ...
    @property
    def is_migration(self) -> bool: ...
    @property
    def source_revision_ids(self) -> tuple[str, ...]: ...
    @property
    def destination_revision_ids(self) -> tuple[str, ...]: ...
    @property
    def up_revision(self) -> Revision | None: ...
    @property
    def up_revisions(self) -> tuple[Revision, ...]: ...
    @property
    def down_revisions(self) -> tuple[Revision, ...]: ...
    @property
    def source_revisions(self) -> tuple[Revision, ...]: ...
    @property
    def destination_revisions(self) -> tuple[Revision, ...]: ...

class MigrationStep:
    is_upgrade: bool
    from_revisions: tuple[str, ...]
    to_revisions: tuple[str, ...]
    from_revisions_no_deps: tuple[str, ...]
    to_revisions_no_deps: tuple[str, ...]
    @property
    def is_downgrade(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def doc(self) -> str | None: ...
    @property
    def short_log(self) -> str: ...
    @property
    def info(self) -> MigrationInfo: ...

class RevisionStep(MigrationStep):
    revision: Script
    migration_fn: Callable[..., Any]
    def __init__(self, revision_map: RevisionMap, revision: Script, is_upgrade: bool) -> None: ...

class StampStep(MigrationStep):
    from_: tuple[str, ...]
    to_: tuple[str, ...]
    branch_move: bool
    def __init__(
        self,
        from_: str | Collection[str] | None,
        to_: str | Collection[str] | None,
        is_upgrade: bool,
        branch_move: bool,
        revision_map: RevisionMap | None = None,
    ) -> None: ...

def __getattr__(name: str) -> Any: ...
