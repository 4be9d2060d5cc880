"""What scripts are written with besides what SQL shows: texts that only Python can give.

A project's own types are written by their module and `repr()`, and what its `render_item` says takes
the place of everything else. While a `Rendering` is entered, the descriptions of schema items carry
that.
"""

from _thread import get_ident

from alembic import _describe, _describe_types
from alembic._waist import IS_EMBEDDED


class Rendering:
    """A stretch in which items are described for a script."""

    # The real package makes constraints of columns' flags and applies naming conventions, whose
    # tokens may be functions; with the built-in one that is left to the engine.
    settles_tables = not IS_EMBEDDED

    def __init__(self, context=None):
        self._context = context
        self._render_item = context.opts.get("render_item") if context is not None else None
        self._before = None
        # The metadata that a new table belongs to.
        self.namespace = None
        self._known_types = {}

    def __enter__(self):
        self._before = _describe_types.renderings.get(get_ident())
        _describe_types.renderings[get_ident()] = self
        return self

    def __exit__(self, kind, value, traceback):
        self._leave()

    def _leave(self):
        if self._before is None:
            _describe_types.renderings.pop(get_ident(), None)
        else:
            _describe_types.renderings[get_ident()] = self._before

    def rendered(self, kind, item):
        """Returns the text that the project gives for an item, as a list, or None."""
        if not self._render_item:
            return None
        text = self._render_item(kind, item, self._context)
        return None if text is False else [text]

    def type_(self, value):
        """Describes a type."""
        if self._context is not None:
            return self._type(value)
        # Then a class and what is in its instance say it all, and models say the same over and over.
        key = (type(value), *value.__dict__.items())
        try:
            known = self._known_types.get(key)
        except TypeError:
            return self._type(value)
        if known is None:
            known = self._known_types[key] = self._type(value)
        return known

    def _type(self, value):
        cls = type(value)
        rendered = self.rendered("type", value)
        if rendered is not None:
            return {**self._sql_of(value), "python": {"rendered": str(rendered[0])}}
        module = cls.__module__
        text = self._rendered_by_impl(value)
        if text:
            return {**self._sql_of(value), "python": {"rendered": text}}
        if module[:11] == "sqlalchemy." and not _has_python_arguments(value):
            return _describe_types.plain_type(value)
        python = {"module": module, "repr": repr(value)}
        described = {**self._sql_of(value), "python": python}
        variants = getattr(value, "_variant_mapping", None)
        if variants:
            python["variants"] = sorted(variants)
            described["variants"] = {
                **described.get("variants", {}),
                **{dialect: _describe_types.type_(variants[dialect]) for dialect in variants},
            }
        return described

    def _rendered_by_impl(self, value):
        """Returns the text that an implementation of the project's own gives for a type."""
        if IS_EMBEDDED or self._context is None or getattr(value, "_variant_mapping", None):
            return None
        from alembic.ddl.impl import is_overridden

        impl = self._context.migration_context.impl
        if not is_overridden(impl, "render_type"):
            return None
        text = impl.render_type(value, self._context)
        if text and type(value).__module__[:20] == "sqlalchemy.dialects.":
            dialect = type(value).__module__.split(".")[2]
            self._context.imports.add(f"from sqlalchemy.dialects import {dialect}")
        return text

    def _sql_of(self, value):
        # A type of which no SQL is known can be written all the same.
        try:
            return _describe_types.plain_type(value)
        except (AttributeError, NotImplementedError, TypeError):
            return {"type": "NullType"}

    def column(self, value, refers=True):
        """Describes a column, whose table tells its keys and constraints."""
        rendered = self.rendered("column", value)
        if rendered is None:
            refers = refers or value.type.__visit_name__ == "null"
            described = _describe.plain_column(value, refers)
            if described["type"] == {"type": "NullType"}:
                self._settle_type(described)
            return described
        described = {
            "name": _describe.name(value.name),
            "type": {"type": "NullType"},
            "nullable": bool(value.nullable),
        }
        described["rendered"] = rendered[0] or ""
        return described

    def _settle_type(self, described):
        """Writes the type that a column takes from what it refers to, where its metadata knows it."""
        for key in described.get("foreign_keys") or ():
            table, _, column = key["column"].rpartition(".")
            if self.namespace is not None and table in self.namespace.tables:
                found = self.namespace.tables[table].c.get(column)
                if found is not None:
                    described["type"] = _describe.column(found)["type"]
                    return

    def server_default(self, value):
        """Describes a server default that the project has a text for, or gives None."""
        rendered = self.rendered("server_default", value)
        if rendered is None:
            return None
        return {"kind": "rendered", "text": rendered[0] or ""}

    def constraint(self, item):
        """Describes a constraint."""
        kind = _RENDERED_AS.get(item.__visit_name__)
        if kind is None:
            from alembic import util

            util.warn(f"No renderer is established for object {item!r}")
            return _text_constraint(f"[Unknown Python object {item!r}]")
        rendered = self.rendered(kind, item)
        if rendered is not None:
            return _text_constraint(rendered[0] or "")
        described = _describe.plain_constraint(item)
        if kind == "foreign_key":
            self._settle_references(described, item)
        return described

    def _settle_references(self, described, item):
        """Writes what a foreign key refers to by schema and name, where its metadata knows them."""
        namespace = self.namespace
        if namespace is None:
            return
        described["refcolumns"] = [
            _settled(target, namespace, item.link_to_name) for target in described["refcolumns"]
        ]

    def settle_names(self, described):
        """Adds the naming convention of a new table's metadata, where the engine gives the names."""
        convention = getattr(self.namespace, "naming_convention", None)
        if convention and "table" in described and not self.settles_tables:
            described["table"]["naming_convention"] = _describe.naming_convention(convention)

    def table(self, item):
        """Describes a table with all of its constraints written out."""
        constraints = map(self.constraint_of_table, _describe.in_order(item.constraints))
        return {
            "columns": [self.column_of_table(member) for member in item.columns],
            "constraints": [described for described in constraints if described is not None],
        }

    def column_of_table(self, item):
        """Describes a column without what the constraints and indexes of its table say."""
        described = self.column(item, refers=False)
        for key in ("unique", "index", "foreign_keys", "primary_key"):
            described.pop(key, None)
        return described

    def constraint_of_table(self, item):
        """Describes a constraint of a table; None where a type or nothing at all demands it."""
        if getattr(item, "_type_bound", False) or not _has_columns(item):
            return None
        return self.constraint(item)


_RENDERED_AS = {
    "primary_key_constraint": "primary_key",
    "unique_constraint": "unique",
    "foreign_key_constraint": "foreign_key",
    "check_constraint": "check",
    "table_or_column_check_constraint": "check",
    "column_check_constraint": "check",
    "exclude_constraint": "exclude",
}


def _text_constraint(text):
    return {"constraint": "UniqueConstraint", "columns": [], "rendered": text}


def _has_columns(constraint):
    return constraint.__visit_name__ != "primary_key_constraint" or len(constraint.columns) > 0


def _settled(target, namespace, link_to_name):
    table, _, column = target.rpartition(".")
    if namespace.schema is not None and "." not in table:
        table = f"{namespace.schema}.{table}"
    if not link_to_name and table in namespace.tables:
        found = namespace.tables[table].c.get(column)
        if found is not None:
            column = str.__str__(found.name)
    return f"{table}.{column}"


# Arguments of generic types that shape values in Python and no SQL, with their defaults.
_PYTHON_ARGUMENTS = {
    "Float": (("asdecimal", False), ("decimal_return_scale", None)),
    "Numeric": (("asdecimal", True), ("decimal_return_scale", None)),
    "Uuid": (("as_uuid", True),),
    "JSON": (("none_as_null", False),),
    "ARRAY": (("as_tuple", False), ("zero_indexes", False)),
    "String": (("collation_schema", None),),
}
_SHOWN_ALWAYS = {"DOUBLE": True, "REAL": True, "NUMBER": None}


def _has_python_arguments(value):
    for base in type(value).__mro__:
        arguments = _PYTHON_ARGUMENTS.get(base.__name__)
        if arguments is not None:
            break
    else:
        return False
    if base.__name__ == "JSON" and type(value).__module__[:30] == "sqlalchemy.dialects.postgresql":
        return False
    for name, default in arguments:
        content = getattr(value, name, default)
        if name == "asdecimal" and type(value).__module__[:20] == "sqlalchemy.dialects.":
            default = _SHOWN_ALWAYS.get(type(value).__name__, default)
            if default is None:
                default = bool(value.scale and value.scale > 0)
        if content != default:
            return True
    return False
