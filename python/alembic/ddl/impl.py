"""What `get_context().impl` gives: the side of the database, which other dialects extend."""

from alembic._waist import IS_EMBEDDED, missing, request

# The dialects whose SQL the engine writes.
ENGINE_DIALECTS = ("default", "mariadb", "mssql", "mysql", "oracle", "postgresql", "sqlite")

_impls = {}


class ImplMeta(type):
    """Remembers which class is for which dialect."""

    def __init__(cls, name, bases, attributes):
        super().__init__(name, bases, attributes)
        if "__dialect__" in attributes:
            _impls[attributes["__dialect__"]] = cls


class DefaultImpl(metaclass=ImplMeta):
    """The side of the database, which carries out operations by SQLAlchemy's constructs."""

    __dialect__ = "default"
    transactional_ddl = False
    command_terminator = ";"
    type_synonyms = ({"NUMERIC", "DECIMAL"},)
    type_arg_extract = ()
    identity_attrs_ignore = ("order", "on_null")

    _context = None

    def __init__(
        self, dialect, connection, as_sql, transactional_ddl, output_buffer, context_opts
    ):
        self.dialect = dialect
        self.connection = connection
        self.as_sql = as_sql
        self.literal_binds = context_opts.get("literal_binds", False)
        self._output_buffer = output_buffer
        self.memo = {}
        self.context_opts = context_opts
        if transactional_ddl is not None:
            self.transactional_ddl = transactional_ddl
        if self.literal_binds and not self.as_sql:
            from alembic.util.exc import CommandError

            raise CommandError("Can't use literal_binds setting without as_sql mode")

    @classmethod
    def get_by_dialect(cls, dialect):
        load(dialect.name)
        return _impls[dialect.name]

    @classmethod
    def _of_context(cls, context):
        impl = cls(
            context.dialect,
            context.connection,
            context.as_sql,
            context.transactional_ddl,
            context.opts.get("output_buffer"),
            context.opts,
        )
        impl._context = context
        return impl

    @property
    def bind(self):
        return self.connection

    @property
    def output_buffer(self):
        return self._output_buffer

    @output_buffer.setter
    def output_buffer(self, buffer):
        self._output_buffer = buffer
        if self._context is not None:
            self._context.output_buffer = buffer

    def execute(self, sql, execution_options=None):
        if self._context is not None:
            self._context.execute(sql, execution_options=execution_options)
        else:
            self._exec(sql, execution_options)

    def static_output(self, text):
        if self._context is not None:
            self._context.static_output(text)
            return
        self.output_buffer.write(text + "\n\n")
        self.output_buffer.flush()

    def _exec(self, construct, execution_options=None, multiparams=None, params={}):
        """Has SQLAlchemy compile a statement and run it, or writes it to the script."""
        if isinstance(construct, str):
            from sqlalchemy import text

            construct = text(construct)
        if self.as_sql:
            if multiparams is not None or params:
                raise TypeError("SQL parameters not allowed with as_sql")
            self._write(construct)
            return None
        if params and multiparams is not None:
            raise TypeError("Can't send params and multiparams at the same time")
        connection = self.connection
        if execution_options:
            connection = connection.execution_options(**execution_options)
        return connection.execute(construct, multiparams or params)

    def _write(self, construct):
        arguments = {}
        if self.literal_binds and not getattr(construct, "is_ddl", False):
            arguments["compile_kwargs"] = {"literal_binds": True}
        text = str(construct.compile(dialect=self.dialect, **arguments))
        if self._context is not None:
            self._context._write(text)
        else:
            text = text.replace("\t", "    ").strip()
            self.static_output(text + self.command_terminator)

    def version_table_impl(self, *, version_table, version_table_schema, version_table_pk, **kw):
        """Returns the version table, which an extension may shape otherwise."""
        from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table

        table = Table(
            version_table,
            MetaData(),
            Column("version_num", String(32), nullable=False),
            schema=version_table_schema,
        )
        if version_table_pk:
            table.append_constraint(
                PrimaryKeyConstraint("version_num", name=f"{version_table}_pkc")
            )
        return table

    def start_migrations(self):
        """Is called when a run of migrations starts."""

    def emit_begin(self):
        self.static_output("BEGIN" + self.command_terminator)

    def emit_commit(self):
        self.static_output("COMMIT" + self.command_terminator)

    def requires_recreate_in_batch(self, batch_op):
        return False

    def prep_table_for_batch(self, batch_impl, table):
        """Is called before a batch makes a table in the place of another one."""

    def cast_for_batch_migrate(self, existing, existing_transfer, new_type):
        from sqlalchemy import cast

        if existing.type._type_affinity is not new_type._type_affinity:
            existing_transfer["expr"] = cast(existing_transfer["expr"], new_type)

    def create_table(self, table, **kw):
        from sqlalchemy.schema import CreateIndex, CreateTable

        events = {"checkfirst": False, "_ddl_runner": self}
        table.dispatch.before_create(table, self.connection, **events)
        self._exec(CreateTable(table, **kw))
        table.dispatch.after_create(table, self.connection, **events)
        for index in table.indexes:
            self._exec(CreateIndex(index))
        if self._has_comment_statements():
            if table.comment is not None:
                self.create_table_comment(table)
            for column in table.columns:
                if column.comment is not None:
                    self.create_column_comment(column)

    def _has_comment_statements(self):
        return self.dialect.supports_comments and not self.dialect.inline_comments

    def drop_table(self, table, **kw):
        from sqlalchemy.schema import DropTable

        events = {"checkfirst": False, "_ddl_runner": self}
        table.dispatch.before_drop(table, self.connection, **events)
        self._exec(DropTable(table, **kw))
        table.dispatch.after_drop(table, self.connection, **events)

    def rename_table(self, old_table_name, new_table_name, schema=None):
        self._alter("RenameTable", old_table_name, new_table_name, schema=schema)

    def create_table_comment(self, table):
        from sqlalchemy.schema import SetTableComment

        self._exec(SetTableComment(table))

    def drop_table_comment(self, table):
        from sqlalchemy.schema import DropTableComment

        self._exec(DropTableComment(table))

    def create_column_comment(self, column):
        from sqlalchemy.schema import SetColumnComment

        self._exec(SetColumnComment(column))

    def _alter(self, construct, *arguments, **kw):
        from alembic.ddl import base

        self._exec(getattr(base, construct)(*arguments, **kw))

    def add_column(
        self,
        table_name,
        column,
        *,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        self._alter(
            "AddColumn",
            table_name,
            column,
            schema=schema,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
        )

    def drop_column(self, table_name, column, *, schema=None, if_exists=None, **kw):
        self._alter("DropColumn", table_name, column, schema=schema, if_exists=if_exists)

    def alter_column(
        self,
        table_name,
        column_name,
        *,
        nullable=None,
        server_default=False,
        name=None,
        type_=None,
        schema=None,
        autoincrement=None,
        comment=False,
        existing_comment=None,
        existing_type=None,
        existing_server_default=None,
        existing_nullable=None,
        existing_autoincrement=None,
        **kw,
    ):
        from alembic.util import warn

        if autoincrement is not None or existing_autoincrement is not None:
            warn("autoincrement and existing_autoincrement only make sense for MySQL", 3)
        existing = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        if nullable is not None:
            self._alter("ColumnNullable", table_name, column_name, nullable, **existing)
        if server_default is not False:
            self._alter_default(
                table_name, column_name, server_default, existing_server_default, existing
            )
        if type_ is not None:
            self._alter("ColumnType", table_name, column_name, type_, **existing)
        if comment is not False:
            self._alter("ColumnComment", table_name, column_name, comment, **existing)
        if name is not None:
            self._alter("ColumnName", table_name, column_name, name, **existing)

    def _alter_default(self, table_name, column_name, server_default, existing_default, existing):
        from sqlalchemy import Computed, Identity

        if isinstance(server_default, Computed) or isinstance(existing_default, Computed):
            construct = "ComputedColumnDefault"
        elif isinstance(server_default, Identity) or isinstance(existing_default, Identity):
            construct = "IdentityColumnDefault"
            existing = {**existing, "impl": self}
        else:
            construct = "ColumnDefault"
        self._alter(construct, table_name, column_name, server_default, **existing)

    def add_constraint(self, const, **kw):
        from sqlalchemy.schema import AddConstraint

        from alembic.util.sqla_compat import sqla_2_1

        if const._create_rule is None or const._create_rule(self):
            if sqla_2_1:
                kw.setdefault("isolate_from_table", True)
            self._exec(AddConstraint(const, **kw))

    def drop_constraint(self, const, **kw):
        from sqlalchemy.schema import DropConstraint

        self._exec(DropConstraint(const, **kw))

    def create_index(self, index, **kw):
        from sqlalchemy.schema import CreateIndex

        self._exec(CreateIndex(index, **kw))

    def drop_index(self, index, **kw):
        from sqlalchemy.schema import DropIndex

        self._exec(DropIndex(index, **kw))

    def bulk_insert(self, table, rows, multiinsert=True):
        from alembic.operations._rows import check_rows, literal_row

        check_rows(rows)
        if self.as_sql:
            for row in rows:
                self._exec(table.insert().inline().values(**literal_row(table, row)))
        elif rows and multiinsert:
            self._exec(table.insert().inline(), multiparams=rows)
        else:
            for row in rows:
                self._exec(table.insert().inline().values(**row))

    def render_ddl_sql_expr(self, expr, is_server_default=False, **kw):
        """Returns the SQL of an expression, with its values written into it."""
        arguments = {"literal_binds": True, "include_table": False}
        return str(expr.compile(dialect=self.dialect, compile_kwargs=arguments))

    def compare_type(self, inspector_column, metadata_column):
        """Returns whether the types of two columns differ, by the SQL that SQLAlchemy writes."""
        compiler = self.dialect.type_compiler_instance
        kinds = (inspector_column.type, metadata_column.type)
        texts = [compiler.process(kind) for kind in kinds]
        return request(
            "dialect.types_differ",
            {
                "dialect": "default",
                "database": {"type": "UserDefined", "sql": texts[0]},
                "model": {"type": "UserDefined", "sql": texts[1]},
            },
        )

    def compare_server_default(
        self,
        inspector_column,
        metadata_column,
        rendered_metadata_default,
        rendered_inspector_default,
    ):
        return rendered_inspector_default != rendered_metadata_default

    def _normalize_computed_default(self, sqltext):
        known = self.dialect.name in ENGINE_DIALECTS
        return request(
            "dialect.normalized_computed",
            {"dialect": self.dialect.name if known else "default", "sql": sqltext},
        )

    def render_type(self, type_obj, autogen_context):
        return False

    def autogen_column_reflect(self, inspector, table, column_info):
        """Is called for each column that is read from a database."""

    # Which corrections the engine is to make once a method of a project's own has made its.
    _wanted_corrections = ()

    def correct_for_autogen_constraints(
        self, conn_uniques, conn_indexes, metadata_unique_constraints, metadata_indexes
    ):
        """Is called before constraints and indexes are compared."""
        self._wanted_corrections += ("constraints",)

    def correct_for_autogen_foreignkeys(self, conn_fks, metadata_fks):
        """Is called before foreign keys are compared."""
        self._wanted_corrections += ("foreign_keys",)

    def compare_indexes(self, metadata_index, reflected_index):
        """Returns what two indexes of one name come to."""
        return self._compared(metadata_index, reflected_index, "index")

    def compare_unique_constraint(self, metadata_constraint, reflected_constraint):
        """Returns what two unique constraints of one name come to."""
        return self._compared(metadata_constraint, reflected_constraint, "constraint")

    def compare_check_constraint(self, metadata_constraint, reflected_constraint):
        """Returns what two check constraints of one name come to; they are taken for equal."""
        from alembic.ddl._autogen import ComparisonResult

        return ComparisonResult.Equal()

    def _compared(self, metadata_item, reflected_item, kind):
        from alembic import _describe
        from alembic._at_hand import describing_for
        from alembic.ddl._autogen import ComparisonResult

        known = self.dialect.name in ENGINE_DIALECTS
        describe = getattr(_describe, kind)
        with describing_for(self.dialect):
            answer = request(
                "dialect.compare_items",
                {
                    "dialect": self.dialect.name if known else "default",
                    "table": str(metadata_item.table.name),
                    "kind": kind,
                    "database": describe(reflected_item),
                    "model": describe(metadata_item),
                },
            )
        return ComparisonResult(**answer)


def load(dialect_name):
    """Loads the class of a dialect that the engine knows."""
    if dialect_name in ENGINE_DIALECTS and dialect_name not in _impls:
        from importlib import import_module

        module = "mysql" if dialect_name == "mariadb" else dialect_name
        import_module("alembic.ddl." + module)


def of_context(context):
    """Returns the side of the database for a context."""
    return DefaultImpl.get_by_dialect(context.dialect)._of_context(context)


def is_engines(impl):
    """Returns whether the engine carries out the operations, and not the methods of an extension."""
    # What stands in for a side of a database in tests is asked like one.
    if not isinstance(impl, DefaultImpl) or impl.dialect.name not in ENGINE_DIALECTS:
        return False
    if any(is_overridden(impl, method) for method in _OPERATION_METHODS):
        return False
    return IS_EMBEDDED or not (_is_tuned(impl.dialect) or _has_own_forms(impl.dialect.name))


def _is_tuned(dialect):
    """Returns whether a project has changed by hand what a dialect is able to do."""
    own = vars(dialect)
    return any(
        own.get(ability, getattr(type(dialect), ability)) != getattr(type(dialect), ability)
        for ability in ("supports_native_boolean", "non_native_boolean_check_constraint")
    )


_OPERATION_METHODS = (
    "_exec",
    "add_column",
    "add_constraint",
    "alter_column",
    "bulk_insert",
    "create_column_comment",
    "create_index",
    "create_table",
    "create_table_comment",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "rename_table",
)


def own_sides():
    """Returns the names of the classes that a project or a package has for dialects."""
    return {
        dialect: side.__name__
        for dialect, side in _impls.items()
        if side.__module__[:12] != "alembic.ddl."
    }


def is_overridden(impl, method):
    """Returns whether an implementation has a method from elsewhere than this package."""
    for base in type(impl).__mro__:
        if method in base.__dict__:
            home = getattr(base.__dict__[method], "__module__", base.__module__)
            return home[:12] != "alembic.ddl."
    return False


def _has_own_forms(dialect_name):
    """Returns whether a project has statements of its own in the place of the engine's."""
    import sys

    from sqlalchemy import schema

    base = sys.modules.get("alembic.ddl.base")
    constructs = [getattr(base, name) for name in _CONSTRUCTS] if base is not None else []
    constructs += [schema.CreateTable, schema.CreateColumn, schema.CreateIndex, schema.DropTable]
    constructs += [schema.AddConstraint, schema.DropConstraint, schema.DropIndex]
    for construct in constructs:
        forms = construct.__dict__.get("_compiler_dispatcher")
        if forms is not None and dialect_name in forms.specs:
            return True
    return False


_CONSTRUCTS = (
    "AddColumn",
    "ColumnComment",
    "ColumnDefault",
    "ColumnName",
    "ColumnNullable",
    "ColumnType",
    "ComputedColumnDefault",
    "DropColumn",
    "IdentityColumnDefault",
    "RenameTable",
)


def __getattr__(name):
    raise missing(__name__, name)
