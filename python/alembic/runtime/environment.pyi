"""The environment that runs `env.py`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, Protocol, TextIO, TypeAlias, overload

from sqlalchemy import Connection, MetaData
from sqlalchemy.engine import URL
from sqlalchemy.sql.base import Executable

from alembic.config import Config
from alembic.runtime.migration import MigrationContext, MigrationInfo, _TransactionBlock
from alembic.script import ScriptDirectory

_Names: TypeAlias = str | tuple[str, ...] | None
NameFilterType: TypeAlias = Literal[
    "schema", "table", "column", "index", "unique_constraint", "foreign_key_constraint"
]
IncludeNameFn: TypeAlias = Callable[[str | None, NameFilterType, Mapping[Any, str | None]], bool]
IncludeObjectFn: TypeAlias = Callable[[Any, str | None, NameFilterType, bool, Any], bool]
ProcessRevisionDirectiveFn: TypeAlias = Callable[[MigrationContext, Any, list[Any]], None]

class OnVersionApplyFn(Protocol):
    def __call__(
        self,
        *,
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None: ...

class EnvironmentContext:
    config: Config
    script: ScriptDirectory
    context_opts: dict[str, Any]
    def __init__(self, config: Config, script: ScriptDirectory, **kw: Any) -> None: ...
    def __enter__(self) -> EnvironmentContext: ...
    def __exit__(self, *arguments: object) -> None: ...
    def begin_transaction(self) -> _TransactionBlock: ...
    def configure(
        self,
        connection: Connection | None = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect_opts: dict[str, Any] | None = None,
        transactional_ddl: bool | None = None,
        transaction_per_migration: bool = False,
        output_buffer: TextIO | None = None,
        starting_rev: str | None = None,
        tag: str | None = None,
        template_args: dict[str, Any] | None = None,
        render_as_batch: bool = False,
        target_metadata: MetaData | Sequence[MetaData] | None = None,
        include_name: IncludeNameFn | None = None,
        include_object: IncludeObjectFn | None = None,
        include_schemas: bool = False,
        process_revision_directives: ProcessRevisionDirectiveFn | None = None,
        compare_type: bool | Callable[..., bool | None] = True,
        compare_server_default: bool | Callable[..., bool | None] = False,
        render_item: Callable[..., str | Literal[False]] | None = None,
        literal_binds: bool = False,
        upgrade_token: str = "upgrades",
        downgrade_token: str = "downgrades",
        alembic_module_prefix: str = "op.",
        sqlalchemy_module_prefix: str = "sa.",
        user_module_prefix: str | None = None,
        on_version_apply: OnVersionApplyFn | Sequence[OnVersionApplyFn] | None = None,
        autogenerate_plugins: Sequence[str] | None = None,
        **kw: Any,
    ) -> None: ...
    def execute(
        self, sql: Executable | str, execution_options: dict[str, Any] | None = None
    ) -> None: ...
    def get_bind(self) -> Connection: ...
    def get_context(self) -> MigrationContext: ...
    def get_head_revision(self) -> _Names: ...
    def get_head_revisions(self) -> _Names: ...
    def get_impl(self) -> Any: ...
    def get_revision_argument(self) -> _Names: ...
    def get_starting_revision_argument(self) -> _Names: ...
    def get_tag_argument(self) -> str | None: ...
    @overload
    def get_x_argument(self, as_dictionary: Literal[False] = False) -> list[str]: ...
    @overload
    def get_x_argument(self, as_dictionary: Literal[True]) -> dict[str, str]: ...
    def is_offline_mode(self) -> bool: ...
    def is_transactional_ddl(self) -> bool: ...
    def requires_connection(self) -> bool: ...
    def run_migrations(self, **kw: Any) -> None: ...
    def static_output(self, text: str) -> None: ...

def __getattr__(name: str) -> Any: ...
