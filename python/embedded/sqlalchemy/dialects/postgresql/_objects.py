"""What PostgreSQL has besides plain types."""

from sqlalchemy.sql._special_types import Enum, SchemaType
from sqlalchemy.sql.elements import ClauseList, Grouping, TextClause, _as_expression, _clause_text
from sqlalchemy.sql.schema import ColumnCollectionConstraint
from sqlalchemy.sql.sqltypes import NULLTYPE, TypeEngine, _get, to_instance

_MODULE = "sqlalchemy.dialects.postgresql"


class BIT(TypeEngine):
    """Bits."""

    __module__ = _MODULE
    __visit_name__ = "BIT"
    _shown = (("length", None), ("varying", False))

    def __init__(self, length=None, varying=False):
        self.length = length if varying else length or 1
        self.varying = varying

    def result_processor(self, dialect, coltype):
        from sqlalchemy.dialects.postgresql._ranges import BitString

        return lambda value: None if value is None else BitString(value)


def show_text_type(kind):
    """Returns the text of a type that turns into text, which always tells into which."""
    field = "text_type" if "text_type" in kind.__dict__ else "astext_type"
    shown = ["none_as_null=True"] if kind.__dict__.get("none_as_null") else []
    shown.append(f"{field}={kind.__dict__.get(field) or _get('Text')()!r}")
    return f"{type(kind).__name__}({', '.join(shown)})"


class NamedType(SchemaType):
    """A type that is an object of the database."""

    __module__ = _MODULE


class ENUM(NamedType, Enum):
    """An enumeration."""

    __module__ = _MODULE

    def __init__(self, *enums, name=None, create_type=True, **kw):
        if "native_enum" in kw:
            kw.pop("native_enum")
        self._init(enums, {**kw, "name": name, "create_type": create_type})


class DOMAIN(NamedType):
    """A type with conditions."""

    __module__ = _MODULE
    __visit_name__ = "DOMAIN"

    def __init__(
        self,
        name,
        data_type,
        *,
        collation=None,
        collation_schema=None,
        default=None,
        constraint_name=None,
        not_null=None,
        check=None,
        create_type=True,
        metadata=None,
        inherit_schema=False,
        **kw,
    ):
        self.name = name
        self.data_type = to_instance(data_type)
        self.collation = collation
        self.default = default
        self.constraint_name = constraint_name
        self.not_null = bool(not_null)
        self.check = TextClause(check) if isinstance(check, str) else check
        self.create_type = create_type
        self._schema_provided = "schema" in kw
        self.schema = kw.get("schema")
        self.metadata = metadata
        self._inherit_schema = inherit_schema

    def __repr__(self):
        return f"DOMAIN({self.name!r}, {self.data_type!r})"


class ExcludeConstraint(ColumnCollectionConstraint):
    """An exclusion constraint."""

    __module__ = _MODULE
    __visit_name__ = "exclude_constraint"

    def __init__(
        self,
        *elements,
        name=None,
        deferrable=None,
        initially=None,
        using="gist",
        where=None,
        ops=None,
        **kw,
    ):
        super().__init__(name=name, deferrable=deferrable, initially=initially, **kw)
        self._render_exprs = [
            (_clause_text(element), None, operator) for element, operator in elements
        ]
        self.using = using
        self.where = TextClause(where) if isinstance(where, str) else where
        self.ops = ops or {}


class array(ClauseList):
    """An array of expressions."""

    __module__ = _MODULE
    __visit_name__ = "array"

    def __init__(self, clauses, *, type_=None, **kw):
        super().__init__(*[_as_expression(clause) for clause in clauses])
        item_type = type_
        if item_type is None:
            item_type = self.clauses[0].type if self.clauses else NULLTYPE
        item_type = to_instance(item_type)
        from sqlalchemy.dialects import postgresql

        self.type = (
            item_type if isinstance(item_type, _get("ARRAY")) else postgresql.ARRAY(item_type)
        )

    def self_group(self, against=None):
        return Grouping(self) if against in ("ANY", "ALL", "[]") else self


def aggregate_order_by(target, *order_by):
    """Returns the argument of an aggregate with the order in which it takes the rows."""
    from sqlalchemy.sql.functions import in_order

    return in_order(target, order_by)


def array_agg(*arguments, **kw):
    """Returns a call of PostgreSQL's function of this name."""
    from sqlalchemy.sql.functions import func

    return func.array_agg(*arguments, **kw)
