"""Calls the hooks of `context.configure` with the objects that they expect."""

from contextlib import contextmanager

from alembic import _build, context
from alembic._waist import held, object_handle

_reflected = {}

# The autogenerate context of a comparison outside of an environment, and its comparators.
_comparison = None


@contextmanager
def comparing(autogen_context, comparators):
    """Lets hooks speak of a comparison that no environment began."""
    global _comparison
    before = _comparison
    _comparison = (autogen_context, comparators)
    try:
        yield
    finally:
        _comparison = before


def comparison():
    """Returns the autogenerate context and the comparators of such a comparison, or None."""
    return _comparison


def _context():
    return context.get_context() if _comparison is None else _comparison[0].migration_context


def impl():
    """Returns the side of the database."""
    return _context().impl


def metadata():
    """Returns the project's metadata."""
    if _comparison is not None:
        target = _comparison[0].metadata
    else:
        target = context.get_context().opts.get("target_metadata")
    members = target if isinstance(target, (list, tuple)) else [target]
    return [member for member in members if member is not None]


def _key(described):
    table = str(_build.name(described["table_name"]))
    schema = described.get("schema")
    return f"{_build.name(schema)}.{table}" if schema else table


def _table(described):
    """Returns the project's own table, or one that is like the database's."""
    key = _key(described)
    if not described["reflected"]:
        for member in metadata():
            if key in member.tables:
                return member.tables[key]
    data = described.get("table")
    known = _reflected.get(key)
    if known is None or known[0] != data:
        known = _reflected[key] = (data, _build.table(data))
        _complete(known[1])
    return known[1]


def _complete(table):
    """Adds what foreign keys refer to, as far as they tell it."""
    from sqlalchemy import Column, Table

    for key in table.foreign_keys:
        target, _, column = key.target_fullname.rpartition(".")
        schema, _, target_name = target.rpartition(".")
        referred = table.metadata.tables.get(target)
        if referred is None:
            referred = Table(target_name, table.metadata, schema=schema or None)
        if column not in referred.c:
            referred.append_column(Column(column, key.parent.type))


def _named(items, wanted):
    wanted = _build.name(wanted)
    for item in items:
        if item.name is not None and wanted is not None and str(item.name) == str(wanted):
            return item
    return None


def object_of(described):
    """Returns the object that the engine describes."""
    if described is None:
        return None
    kind, item = described["kind"], described["item"]
    if kind == "enum":
        return _build.type_(item)
    table = _table(described)
    if kind == "table":
        return table
    if kind == "column":
        return _named(table.columns, item)
    if kind == "index":
        found = _named(table.indexes, item.get("name"))
        return _attached_index(table, item) if found is None else found
    found = _named(table.constraints, item.get("name"))
    if found is None:
        found = _of_columns(table.constraints, item)
    return _build.constraint(item) if found is None else found


def _attached_index(table, described):
    index = _build.index(described)
    index._set_parent(table)
    return index


def _of_columns(constraints, described):
    """Returns the constraint without a name that has the columns of a description."""
    wanted = [str(_build.name(column)) for column in described.get("columns") or ()]
    for constraint in constraints:
        if (
            type(constraint).__name__ == described["constraint"]
            and [str(column.name) for column in constraint.columns] == wanted
        ):
            return constraint
    return None


def include_object(function, described, name, kind, reflected, compare_to):
    item = object_of(described)
    return bool(held(function)(item, name, kind, reflected, object_of(compare_to)))


def compare_type(function, database, model):
    database, model = object_of(database), object_of(model)
    return _decision(
        held(function)(_context(), database, model, database.type, model.type)
    )


def compare_server_default(function, database, model, database_default, model_default):
    database, model = object_of(database), object_of(model)
    function = held(function)
    decided = function(
        _context(),
        database,
        model,
        database_default,
        model.server_default,
        model_default,
    )
    return [_decision(decided), str(function)]


def _decision(answer):
    """Returns a yes, a no, or None for a function that leaves it open."""
    if answer:
        return True
    return False if answer is False else None


def process_revision_directives(function, revision, scripts):
    """Lets a function change scripts in place, and describes what it leaves.

    The operations stay with Python, which alone knows all of them.
    """
    from alembic.operations._from_data import operation

    directives = [operation(script, metadata()) for script in scripts]
    revision = tuple(revision)
    held(function)(_context(), revision, directives)
    return [_held_script(directive) for directive in directives]


def _held_script(directive):
    described = directive._described()
    for key, containers in (
        ("upgrade_ops_list", directive.upgrade_ops_list),
        ("downgrade_ops_list", directive.downgrade_ops_list),
    ):
        for data, container in zip(described[key], containers):
            data["ops"] = held_operations(container)
    return described


def held_operation(operation):
    """Returns the data of an operation that stays with Python."""
    return {"op": "custom", **object_handle(operation)}


def held_operations(container):
    """Returns the data of operations that stay with Python."""
    return [held_operation(operation) for operation in container.ops]


def script_texts(scripts):
    """Writes what only Python can write of scripts."""
    from alembic.autogenerate.api import AutogenContext
    from alembic.autogenerate.render import described_script
    from alembic.operations._from_data import operation

    autogen_context = AutogenContext(_context(), autogenerate=False)
    return [
        described_script(autogen_context, operation(script, metadata())) for script in scripts
    ]


def described_items(items):
    """Describes operations that Python holds, but for those of the project's own."""
    from alembic.operations.ops import OpContainer

    described = []
    for item in items:
        if item["op"] == "custom" and type(held(item["object"])) is not OpContainer:
            item = held(item["object"])._described() or item
        described.append(item)
    return described


def carry_out(item, as_batch):
    """Carries out an operation, or those of a table, in a batch where the script would."""
    from alembic.operations import Operations
    from alembic.operations._from_data import operation

    _carry_out(Operations(_context()), operation(item, metadata()), as_batch)


def _carry_out(operations, operation, as_batch):
    members = getattr(operation, "ops", None)
    if members is None:
        operations.invoke(operation)
    elif as_batch and hasattr(operation, "table_name"):
        table, schema = operation.table_name, operation.schema
        with operations.batch_alter_table(table, schema=schema) as batch:
            for member in members:
                batch.invoke(member)
    else:
        for member in members:
            _carry_out(operations, member, as_batch)


def differences(containers, functions):
    """Returns the differences that operations make up for, and their text.

    `functions` are those that describe the tables of the project's metadata.
    """
    from alembic.operations._from_data import operation

    described = [held(function["callable"]).metadata for function in functions]
    found = []
    for container in containers:
        found.extend(operation(container, described).as_diffs())
    return {"text": str(found), "diffs": object_handle(found)}
