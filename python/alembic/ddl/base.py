"""Statements that change tables, which SQLAlchemy has no constructs for.

The engine writes them for the dialects that it knows. For any other they are written here, because the
packages of other dialects put their own forms in the place of these, and use these functions in them.
"""

import functools

from sqlalchemy import Column, Integer
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import to_instance

from alembic._at_hand import describing_for
from alembic._waist import request
from alembic.ddl.impl import ENGINE_DIALECTS
from alembic.operations import _data
from alembic.util.sqla_compat import (  # noqa: F401
    _columns_for_constraint,
    _find_columns,
    _fk_spec,
    _is_type_bound,
    _table_for_constraint,
)


class AlterTable(DDLElement):
    """A change of a table."""

    def __init__(self, table_name, schema=None):
        self.table_name = table_name
        self.schema = schema


class RenameTable(AlterTable):
    def __init__(self, old_table_name, new_table_name, schema=None):
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name

    def _described(self):
        return _data.rename_table(self.table_name, self.new_table_name, self.schema)


class AddColumn(AlterTable):
    def __init__(
        self,
        name,
        column,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        super().__init__(name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key

    def _described(self):
        return _data.add_column(
            self.table_name,
            self.schema,
            self.column,
            self.if_not_exists,
            self.inline_references,
            self.inline_primary_key,
        )


class DropColumn(AlterTable):
    def __init__(self, name, column, schema=None, if_exists=None):
        super().__init__(name, schema=schema)
        self.column = column
        self.if_exists = if_exists

    def _described(self):
        return _data.drop_column(
            self.table_name, self.schema, self.column.name, self.if_exists, {}
        )


class AlterColumn(AlterTable):
    """A change of a column."""

    def __init__(
        self,
        name,
        column_name,
        schema=None,
        existing_type=None,
        existing_nullable=None,
        existing_server_default=None,
        existing_comment=None,
    ):
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.existing_type = None if existing_type is None else to_instance(existing_type)
        self.existing_nullable = existing_nullable
        self.existing_server_default = existing_server_default
        self.existing_comment = existing_comment

    def _changed(
        self, nullable=None, comment=False, server_default=False, newname=None, type_=None, **kw
    ):
        existing_default = self.existing_server_default
        return _data.alter_column(
            self.table_name,
            self.schema,
            self.column_name,
            nullable,
            comment,
            server_default,
            newname,
            type_,
            # The constraints that come with a type are statements of their own.
            None if type_ is not None else self.existing_type,
            False if existing_default is None else existing_default,
            self.existing_nullable,
            self.existing_comment,
            kw,
        )


class ColumnNullable(AlterColumn):
    def __init__(self, name, column_name, nullable, **kw):
        super().__init__(name, column_name, **kw)
        self.nullable = nullable

    def _described(self):
        return self._changed(nullable=self.nullable)


class ColumnType(AlterColumn):
    def __init__(self, name, column_name, type_, **kw):
        super().__init__(name, column_name, **kw)
        self.type_ = to_instance(type_)

    def _described(self):
        return self._changed(type_=self.type_)


class ColumnName(AlterColumn):
    def __init__(self, name, column_name, newname, **kw):
        super().__init__(name, column_name, **kw)
        self.newname = newname

    def _described(self):
        return self._changed(newname=self.newname)


class ColumnDefault(AlterColumn):
    def __init__(self, name, column_name, default, **kw):
        super().__init__(name, column_name, **kw)
        self.default = default

    def _described(self):
        return self._changed(server_default=self.default)


class ComputedColumnDefault(ColumnDefault):
    pass


class IdentityColumnDefault(ColumnDefault):
    def __init__(self, name, column_name, default, impl, **kw):
        super().__init__(name, column_name, default, **kw)
        self.impl = impl


class ColumnComment(AlterColumn):
    def __init__(self, name, column_name, comment, **kw):
        super().__init__(name, column_name, **kw)
        self.comment = comment

    def _described(self):
        return self._changed(comment=self.comment)


def _default_form(cls):
    """Registers the form of a statement for all dialects that have none of their own."""

    def register(write):
        def compile(element, compiler, **kw):
            if compiler.dialect.name not in ENGINE_DIALECTS:
                return write(element, compiler, **kw)
            with describing_for(compiler.dialect):
                operation = element._described()
            written = request(
                "operation.compile",
                {"operation": operation, "dialect": compiler.dialect.name},
            )
            # What else comes with the operation is a construct of its own.
            return written.partition(";\n")[0]

        compiles(cls)(compile)
        return write

    return register


@_default_form(RenameTable)
def visit_rename_table(element, compiler, **kw):
    start = alter_table(compiler, element.table_name, element.schema)
    name = format_table_name(compiler, element.new_table_name, element.schema)
    return f"{start} RENAME TO {name}"


@_default_form(AddColumn)
def visit_add_column(element, compiler, **kw):
    start = alter_table(compiler, element.table_name, element.schema)
    addition = add_column(
        compiler,
        element.column,
        if_not_exists=element.if_not_exists,
        inline_references=element.inline_references,
        inline_primary_key=element.inline_primary_key,
        **kw,
    )
    return f"{start} {addition}"


@_default_form(DropColumn)
def visit_drop_column(element, compiler, **kw):
    start = alter_table(compiler, element.table_name, element.schema)
    removal = drop_column(compiler, element.column.name, if_exists=element.if_exists, **kw)
    return f"{start} {removal}"


@_default_form(ColumnNullable)
def visit_column_nullable(element, compiler, **kw):
    return _alter(element, compiler, "DROP NOT NULL" if element.nullable else "SET NOT NULL")


@_default_form(ColumnType)
def visit_column_type(element, compiler, **kw):
    return _alter(element, compiler, "TYPE " + format_type(compiler, element.type_))


@_default_form(ColumnName)
def visit_column_name(element, compiler, **kw):
    start = alter_table(compiler, element.table_name, element.schema)
    names = [format_column_name(compiler, name) for name in (element.column_name, element.newname)]
    return f"{start} RENAME {names[0]} TO {names[1]}"


@_default_form(ColumnDefault)
def visit_column_default(element, compiler, **kw):
    if element.default is None:
        return _alter(element, compiler, "DROP DEFAULT")
    return _alter(element, compiler, "SET DEFAULT " + format_server_default(compiler, element.default))


@_default_form(ComputedColumnDefault)
def visit_computed_column(element, compiler, **kw):
    raise CompileError(
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, to or from an '
        "existing column is not supported."
    )


@_default_form(IdentityColumnDefault)
def visit_identity_column(element, compiler, **kw):
    raise CompileError(
        'Adding, removing or modifying an "identity" construct, e.g. GENERATED AS IDENTITY, to or '
        "from an existing column is not supported in this dialect."
    )


@_default_form(ColumnComment)
def visit_column_comment(element, compiler, **kw):
    raise CompileError(f"comments on columns are not supported for {compiler.dialect.name}")


def _alter(element, compiler, change):
    start = alter_table(compiler, element.table_name, element.schema)
    return f"{start} {alter_column(compiler, element.column_name)} {change}"


def quote_dotted(name, quote):
    """Returns a name with each of its parts in quotes where they need them."""
    if isinstance(name, quoted_name):
        return quote(name)
    return ".".join(map(quote, name.split(".")))


def format_table_name(compiler, name, schema):
    quote = functools.partial(compiler.preparer.quote)
    return f"{quote_dotted(schema, quote)}.{quote(name)}" if schema else quote(name)


def format_column_name(compiler, name):
    return compiler.preparer.quote(name)


def format_server_default(compiler, default):
    return compiler.get_column_default_string(Column("x", Integer, server_default=default))


def format_type(compiler, type_):
    return compiler.dialect.type_compiler_instance.process(type_)


def alter_table(compiler, name, schema):
    return "ALTER TABLE " + format_table_name(compiler, name, schema)


def alter_column(compiler, name):
    return "ALTER COLUMN " + format_column_name(compiler, name)


def drop_column(compiler, name, if_exists=None, **kw):
    condition = "IF EXISTS " if if_exists else ""
    return f"DROP COLUMN {condition}{format_column_name(compiler, name)}"


def add_column(
    compiler,
    column,
    if_not_exists=None,
    inline_references=None,
    inline_primary_key=None,
    **kw,
):
    condition = "IF NOT EXISTS " if if_not_exists else ""
    text = f"ADD COLUMN {condition}{compiler.get_column_specification(column, **kw)}"
    if inline_primary_key and column.primary_key:
        text += " PRIMARY KEY"
    constraint = _only_reference(column) if inline_references else None
    if constraint is not None:
        target = constraint.elements[0].column
        table = format_table_name(compiler, target.table.name, target.table.schema)
        text += f" REFERENCES {table} ({format_column_name(compiler, target.name)})"
        text += compiler.define_constraint_match(constraint)
        text += compiler.define_constraint_cascades(constraint)
        text += compiler.define_constraint_deferrability(constraint)
    return " ".join([text, *[compiler.process(check) for check in column.constraints]])


def _only_reference(column):
    """Returns the foreign key that can be written into a column's definition, if there is one."""
    if len(column.foreign_keys) != 1:
        return None
    (key,) = column.foreign_keys
    constraint = key.constraint
    return constraint if constraint is not None and len(constraint.columns) == 1 else None


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
