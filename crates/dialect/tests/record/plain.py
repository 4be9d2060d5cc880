"""Objects of SQLAlchemy and Alembic as the plain data that alembic-schema and alembic-ops read."""

import datetime
import decimal
import inspect
import uuid

from alembic.operations import ops
from alembic.ddl.postgresql import CreateExcludeConstraintOp
from sqlalchemy import Column, Index, schema, types
from sqlalchemy.sql import elements, functions, operators
from sqlalchemy.sql.base import _NONE_NAME
from sqlalchemy.sql.schema import SchemaConst


def value(item):
    if item is None or isinstance(item, (bool, str, int)):
        return item
    if isinstance(item, float):
        return item if item == item and abs(item) != float("inf") else {"$float": repr(item)}
    if isinstance(item, decimal.Decimal):
        return {"$decimal": str(item)}
    if isinstance(item, bytes):
        return {"$bytes": item.hex()}
    if isinstance(item, datetime.datetime):
        return {"$datetime": item.isoformat()}
    if isinstance(item, datetime.date):
        return {"$date": item.isoformat()}
    if isinstance(item, datetime.time):
        return {"$time": item.isoformat()}
    if isinstance(item, datetime.timedelta):
        return {"$interval": item.total_seconds()}
    if isinstance(item, uuid.UUID):
        return {"$uuid": str(item)}
    if isinstance(item, (list, dict, tuple)):
        return {"$json": item}
    raise TypeError(type(item))


def argument(item):
    if isinstance(item, elements.ClauseElement):
        return expression(item)
    if isinstance(item, (list, tuple)):
        return [argument(entry) for entry in item]
    if isinstance(item, dict):
        return {key: argument(entry) for key, entry in item.items()}
    return value(item)


def name(item):
    if item is None or item is _NONE_NAME:
        return None
    if isinstance(item, elements.conv):
        return {"conventional": str(item)}
    if isinstance(item, elements.quoted_name) and item.quote is not None:
        return {"quoted": str(item), "quote": item.quote}
    return str(item)


def lean(fields):
    return {key: entry for key, entry in fields.items() if entry not in (None, [], {})}


def sql_type(item):
    item = types.to_instance(item)
    cls = type(item)
    if isinstance(item, types.UserDefinedType):
        return {"type": "UserDefined", "sql": item.get_col_spec()}
    tag = cls.__name__
    if cls.__module__.startswith("sqlalchemy.dialects."):
        tag = f"{cls.__module__.split('.')[2]}.{tag}"
    fields = {"type": tag}
    if isinstance(item, types.Enum):
        fields["values"] = list(item.enums)
        for key, default in (
            ("native_enum", True), ("create_constraint", False), ("create_type", True),
        ):
            if getattr(item, key) != default:
                fields[key] = getattr(item, key)
        fields.update(lean({"name": name(item.name), "schema": name(item.schema)}))
        if item.length and item.length != max(map(len, item.enums)):
            fields["length"] = item.length
        if item._inherit_schema:
            fields["inherit_schema"] = True
        for key in ("charset", "collation"):
            if getattr(item, key, None):
                fields[key] = getattr(item, key)
        return with_variants(item, fields)
    if tag == "mysql.SET":
        fields["values"] = list(item.values)
    for parameter in parameters(cls):
        key = parameter.name
        entry = getattr(item, key, None)
        if entry is None or entry is parameter.default or entry == parameter.default:
            continue
        if isinstance(entry, types.TypeEngine):
            entry = sql_type(entry)
        elif isinstance(entry, elements.ClauseElement):
            entry = expression(entry)
        elif isinstance(entry, type) and issubclass(entry, types.TypeEngine):
            entry = sql_type(entry)
        elif not isinstance(entry, (str, int, bool, float)):
            continue
        fields[key] = entry
    return with_variants(item, fields)


def parameters(cls):
    found = {}
    for base in cls.__mro__:
        if base is object or "__init__" not in vars(base):
            continue
        for parameter in inspect.signature(base.__init__).parameters.values():
            if parameter.name not in ("self", "metadata", "_create_events", "astext_type"):
                if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                    found.setdefault(parameter.name, parameter)
    return found.values()


def with_variants(item, fields):
    if item._variant_mapping:
        fields["variants"] = {key: sql_type(entry) for key, entry in item._variant_mapping.items()}
    return fields


OPERATORS = {
    operators.and_: "AND", operators.or_: "OR", operators.add: "+", operators.sub: "-",
    operators.mul: "*", operators.truediv: "/", operators.mod: "%", operators.lt: "<",
    operators.le: "<=", operators.gt: ">", operators.ge: ">=", operators.eq: "=",
    operators.ne: "!=", operators.concat_op: "||", operators.in_op: "IN",
    operators.not_in_op: "NOT IN", operators.is_: "IS", operators.is_not: "IS NOT",
    operators.like_op: "LIKE", operators.not_like_op: "NOT LIKE", operators.ilike_op: "ILIKE",
    operators.not_ilike_op: "NOT ILIKE", operators.is_distinct_from: "IS DISTINCT FROM",
    operators.is_not_distinct_from: "IS NOT DISTINCT FROM", operators.neg: "-",
    operators.inv: "NOT", operators.desc_op: "DESC", operators.asc_op: "ASC",
    operators.nulls_first_op: "NULLS FIRST", operators.nulls_last_op: "NULLS LAST",
}


def operator(item):
    return item.opstring if isinstance(item, operators.custom_op) else OPERATORS[item]


def typed(fields, item):
    if not isinstance(item.type, types.NullType):
        fields["type"] = sql_type(item.type)
    return fields


def expression(item):
    if type(item).__name__ == "_literal_bindparam":
        return typed({"expr": "inline_literal", "value": value(item.value)}, item)
    if isinstance(item, elements.TextClause):
        binds = {key: expression(bind) for key, bind in item._bindparams.items()}
        binds = {key: bind for key, bind in binds.items() if "value" in bind or "values" in bind}
        return lean({"expr": "text", "text": item.text, "binds": binds})
    if isinstance(item, elements.BindParameter):
        fields = {"expr": "bind", "key": str(item.key)}
        if item.expanding:
            fields.update(values=[value(entry) for entry in item.value], expanding=True)
        elif not item.required:
            fields["value"] = value(item.value)
        return typed(fields, item)
    if isinstance(item, elements.ColumnClause):
        if item.is_literal:
            return typed({"expr": "literal_column", "text": item.name}, item)
        table = item.table
        return typed(lean({
            "expr": "column", "name": name(item.name),
            "table": name(table.name) if table is not None else None,
            "schema": name(table.schema) if table is not None else None,
        }), item)
    if isinstance(item, functions.next_value):
        return {"expr": "next_value", "sequence": sequence(item.sequence)}
    if isinstance(item, functions.FunctionElement):
        args = [expression(entry) for entry in item.clauses]
        path = ".".join([*getattr(item, "packagenames", ()), item.name])
        return typed(lean({"expr": "function", "name": path, "args": args}), item)
    if isinstance(item, elements.Cast):
        return {"expr": "cast", "operand": expression(item.clause), "type": sql_type(item.type)}
    if isinstance(item, elements.TypeCoerce):
        return {"expr": "type_coerce", "operand": expression(item.clause),
                "type": sql_type(item.type)}
    if isinstance(item, elements.BinaryExpression):
        if item.operator is operators.collate:
            return {"expr": "collate", "operand": expression(item.left),
                    "collation": item.right.collation}
        modifiers = {key: entry for key, entry in item.modifiers.items() if entry is not None}
        return typed(lean({
            "expr": "binary", "operator": operator(item.operator),
            "left": expression(item.left), "right": expression(item.right),
            "modifiers": modifiers,
        }), item)
    if isinstance(item, elements.UnaryExpression):
        fields = {"expr": "unary", "operand": expression(item.element)}
        if item.operator is not None:
            fields["operator"] = operator(item.operator)
        else:
            fields["modifier"] = operator(item.modifier)
        return fields
    if isinstance(item, elements.Grouping):
        return {"expr": "grouping", "operand": expression(item.element)}
    if isinstance(item, elements.Tuple):
        return {"expr": "tuple", "items": [expression(entry) for entry in item.clauses]}
    if isinstance(item, elements.ExpressionClauseList):
        clauses = [expression(entry) for entry in item.clauses]
        if item.operator in (operators.and_, operators.or_):
            return {"expr": "and" if item.operator is operators.and_ else "or", "clauses": clauses}
        chain = clauses[0]
        for clause in clauses[1:]:
            chain = {"expr": "binary", "operator": operator(item.operator), "left": chain,
                     "right": clause}
        return chain
    if isinstance(item, elements.Case):
        return lean({
            "expr": "case",
            "value": None if item.value is None else expression(item.value),
            "whens": [[expression(entry) for entry in pair] for pair in item.whens],
            "else": None if item.else_ is None else expression(item.else_),
        })
    for cls, tag in ((elements.Null, "null"), (elements.True_, "true"), (elements.False_, "false")):
        if isinstance(item, cls):
            return {"expr": tag}
    raise TypeError(type(item))


SEQUENCE_FIELDS = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue",
                   "cycle", "cache", "order")


def sequence(item):
    return lean({
        "name": name(item.name), "schema": name(item.schema), "optional": item.optional or None,
        "data_type": None if item.data_type is None else sql_type(item.data_type),
        **{key: getattr(item, key, None) for key in SEQUENCE_FIELDS},
    })


def identity(item):
    return lean({"always": item.always or None, "on_null": getattr(item, "on_null", None),
                 **{key: getattr(item, key, None) for key in SEQUENCE_FIELDS}})


def server_default(item):
    if isinstance(item, schema.Computed):
        return {"kind": "computed", **computed(item)}
    if isinstance(item, schema.Identity):
        return {"kind": "identity", **identity(item)}
    if isinstance(item, schema.DefaultClause):
        item = item.arg
    elif isinstance(item, schema.FetchedValue):
        return {"kind": "fetched"}
    if isinstance(item, str):
        return {"kind": "string", "value": item}
    return {"kind": "expression", "expression": expression(item)}


def computed(item):
    return lean({"sqltext": expression(item.sqltext)}) | (
        {} if item.persisted is None else {"persisted": item.persisted})


def column(item):
    default = item.server_default
    generated = isinstance(default, (schema.Computed, schema.Identity))
    fields = lean({
        "name": name(item.name), "type": sql_type(item.type),
        "primary_key": item.primary_key or None,
        "autoincrement": None if item.autoincrement == "auto" else item.autoincrement,
        "unique": item.unique, "index": item.index, "system": item.system or None,
        "comment": item.comment,
        "server_default": None if default is None or generated else server_default(default),
        "computed": None if item.computed is None else computed(item.computed),
        "default": client_default(item.default),
        "sequence": sequence(item.default) if isinstance(item.default, schema.Sequence) else None,
        "foreign_keys": [foreign_key(entry) for entry in item.foreign_keys],
        "constraints": [constraint(entry) for entry in item.constraints],
        "dialect_options": options(item),
    })
    if item.identity is not None:
        fields["identity"] = identity(item.identity)
    fields["nullable"] = item.nullable
    if item._user_defined_nullable is SchemaConst.NULL_UNSPECIFIED:
        fields["nullable_unspecified"] = True
    return fields


def client_default(item):
    if item is None or isinstance(item, schema.Sequence):
        return None
    if item.is_scalar:
        return {"kind": "scalar", "value": value(item.arg)}
    if item.is_clause_element:
        return {"kind": "expression", "expression": expression(item.arg)}
    return {"kind": "callable"}


def options(item):
    return {key: argument(entry) for key, entry in item.dialect_kwargs.items()}


def shared(item):
    return {
        "name": name(item.name), "deferrable": item.deferrable, "initially": item.initially,
        "dialect_options": options(item),
    }


def foreign_key(item):
    return lean({
        **shared(item), "column": item._get_colspec(), "onupdate": item.onupdate,
        "ondelete": item.ondelete, "match": item.match, "use_alter": item.use_alter or None,
    })


def constraint(item):
    fields = shared(item)
    names = lambda items: [name(getattr(entry, "name", entry)) for entry in items]
    if isinstance(item, schema.ForeignKeyConstraint):
        fields.update(
            constraint="ForeignKeyConstraint", columns=item.column_keys,
            refcolumns=[entry._get_colspec() for entry in item.elements], onupdate=item.onupdate,
            ondelete=item.ondelete, match=item.match, use_alter=item.use_alter or None,
        )
    elif isinstance(item, schema.CheckConstraint):
        fields.update(constraint="CheckConstraint", sqltext=expression(item.sqltext))
    elif type(item).__name__ == "ExcludeConstraint":
        fields.update(
            constraint="ExcludeConstraint", using=item.using, ops=dict(item.ops),
            where=None if item.where is None else expression(item.where),
            elements=[[entry if isinstance(entry, str) else expression(entry), op]
                      for entry, _, op in item._render_exprs],
        )
    else:
        fields.update(constraint=type(item).__name__,
                      columns=names(item._pending_colargs or item.columns))
    return {"columns": [], **lean(fields)} if "columns" in fields else lean(fields)


def table(item_name, items, fields):
    return lean({
        "name": name(item_name),
        "columns": [column(item) for item in items if isinstance(item, Column)],
        "constraints": [constraint(item) for item in items if isinstance(item, schema.Constraint)],
        "indexes": [index(item) for item in items if isinstance(item, Index)],
        **fields,
    })


def element(item):
    return {"expr": "column", "name": name(item)} if isinstance(item, str) else expression(item)


def index(item):
    return lean({
        "name": name(item.name), "unique": item.unique or None, "dialect_options": options(item),
        "expressions": [element(entry) for entry in item._pending_colargs or item.expressions],
    })


def bare_table(item):
    return table(item.name, list(item.columns), {"schema": name(item.schema)})


def bare_column(item):
    return lean({"name": name(item.name), "type": sql_type(item.type)}) | {"nullable": True}


def operation(op):
    """Gives the plain form of what `Operations.invoke` was called with."""
    where = {"table_name": name(getattr(op, "table_name", None)),
             "schema": name(getattr(op, "schema", None))}
    if isinstance(op, ops.CreateTableOp):
        return lean({"op": "create_table", "if_not_exists": op.if_not_exists, "table": table(
            op.table_name, op.columns,
            {"schema": name(op.schema), "prefixes": op.prefixes, "comment": op.comment,
             "dialect_options": {key: argument(entry) for key, entry in op.kw.items()}})})
    if isinstance(op, ops.DropTableOp):
        return lean({"op": "drop_table", **where, "if_exists": op.if_exists})
    if isinstance(op, ops.RenameTableOp):
        return lean({"op": "rename_table", "old_table_name": name(op.table_name),
                     "new_table_name": name(op.new_table_name), "schema": name(op.schema)})
    if isinstance(op, ops.CreateTableCommentOp):
        return lean({"op": "create_table_comment", **where, "comment": op.comment,
                     "existing_comment": op.existing_comment})
    if isinstance(op, ops.DropTableCommentOp):
        return lean({"op": "drop_table_comment", **where})
    if isinstance(op, ops.AddColumnOp):
        return lean({"op": "add_column", **where, "column": column(op.column),
                     "if_not_exists": op.if_not_exists, "inline_references": op.inline_references,
                     "inline_primary_key": op.inline_primary_key})
    if isinstance(op, ops.DropColumnOp):
        return lean({"op": "drop_column", **where, "column_name": name(op.column_name),
                     "if_exists": op.if_exists})
    if isinstance(op, ops.AlterColumnOp):
        fields = lean({
            "op": "alter_column", **where, "column_name": name(op.column_name),
            "nullable": op.modify_nullable, "existing_nullable": op.existing_nullable,
            "new_column_name": name(op.modify_name), "existing_comment": op.existing_comment,
            "type_": None if op.modify_type is None else sql_type(op.modify_type),
            "existing_type": None if op.existing_type is None else sql_type(op.existing_type),
        })
        if op.modify_comment is not False:
            fields["comment"] = op.modify_comment
        for key, default in (("server_default", op.modify_server_default),
                             ("existing_server_default", op.existing_server_default)):
            if default is not False:
                fields[key] = None if default is None else server_default(default)
        for key, entry in op.kw.items():
            if key in ("autoincrement", "existing_autoincrement"):
                fields[key] = entry
            else:
                fields.setdefault("dialect_options", {})[key] = argument(entry)
        return fields
    if isinstance(op, ops.CreateIndexOp):
        return lean({"op": "create_index", "index_name": name(op.index_name), **where,
                     "columns": [element(entry) for entry in op.columns],
                     "unique": op.unique or None, "if_not_exists": op.if_not_exists,
                     "dialect_options": {key: argument(entry) for key, entry in op.kw.items()}})
    if isinstance(op, ops.DropIndexOp):
        return lean({"op": "drop_index", "index_name": name(op.index_name), **where,
                     "if_exists": op.if_exists,
                     "dialect_options": {key: argument(entry) for key, entry in op.kw.items()}})
    if isinstance(op, ops.DropConstraintOp):
        return lean({"op": "drop_constraint", "constraint_name": name(op.constraint_name), **where,
                     "type_": op.constraint_type, "if_exists": op.if_exists})
    if isinstance(op, ops.ExecuteSQLOp):
        statement = op.sqltext if isinstance(op.sqltext, str) else expression(op.sqltext)
        return {"op": "execute", "statement": statement}
    if isinstance(op, ops.BulkInsertOp):
        columns = [column(entry) if isinstance(entry, Column) else bare_column(entry)
                   for entry in op.table.columns]
        rows = [{key: argument(entry) if not isinstance(entry, (list, dict)) else value(entry)
                 for key, entry in row.items()} for row in op.rows]
        return {"op": "bulk_insert", "rows": rows, "table": lean({
            "name": name(op.table.name), "schema": name(op.table.schema)}) | {"columns": columns}}
    if isinstance(op, ops.AddConstraintOp):
        verbs = {
            ops.CreatePrimaryKeyOp: "create_primary_key",
            ops.CreateUniqueConstraintOp: "create_unique_constraint",
            ops.CreateForeignKeyOp: "create_foreign_key",
            ops.CreateCheckConstraintOp: "create_check_constraint",
            CreateExcludeConstraintOp: "create_exclude_constraint",
        }
        if isinstance(op, ops.CreateForeignKeyOp):
            kw = dict(op.kw)
            target, schema_ = op.referent_table, kw.pop("referent_schema", None)
            fields = {
                "constraint": "ForeignKeyConstraint", "name": name(op.constraint_name),
                "columns": op.local_cols, "schema": None,
                "refcolumns": [".".join(filter(None, (schema_, target, entry)))
                               for entry in op.remote_cols],
            }
            where = {"table_name": name(op.source_table),
                     "schema": name(kw.pop("source_schema", None))}
        elif isinstance(op, ops.CreateCheckConstraintOp):
            kw = dict(op.kw)
            condition = op.condition
            fields = {"constraint": "CheckConstraint", "name": name(op.constraint_name),
                      "sqltext": {"expr": "text", "text": condition}
                      if isinstance(condition, str) else expression(condition)}
        elif isinstance(op, CreateExcludeConstraintOp):
            kw = dict(op.kw)
            text = lambda item: {"expr": "text", "text": item} if isinstance(item, str) \
                else expression(item)
            fields = {
                "constraint": "ExcludeConstraint", "name": name(op.constraint_name),
                "elements": [[entry if isinstance(entry, str) else expression(entry), sign]
                             for entry, sign in op.elements],
                "using": kw.pop("using", None),
                "where": None if op.where is None else text(op.where),
            }
        else:
            kw = dict(op.kw)
            fields = {"constraint": {"create_primary_key": "PrimaryKeyConstraint"}.get(
                          verbs[type(op)], "UniqueConstraint"),
                      "name": name(op.constraint_name), "columns": list(op.columns)}
        for key in ("onupdate", "ondelete", "match", "deferrable", "initially"):
            fields[key] = kw.pop(key, None)
        fields["dialect_options"] = {key: argument(entry) for key, entry in kw.items()}
        return lean({"op": verbs[type(op)], **where, "constraint": lean(fields)})
    raise TypeError(type(op))
