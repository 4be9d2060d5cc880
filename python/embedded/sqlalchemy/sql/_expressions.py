"""Expressions besides columns and text."""

from sqlalchemy.sql._precedence import NEGATIONS, binds_looser
from sqlalchemy.sql.elements import ClauseElement, ColumnElement
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, to_instance, type_of_value


def type_for(element, operator, value):
    kind = element.type
    if kind is None or isinstance(kind, type(NULLTYPE)):
        return type_of_value(value)
    return kind.coerce_compared_value(operator, value)


def operand(element, operator, other):
    """Returns the other side of an operator as an expression."""
    if type(other) in _VALUES:
        return BindParameter._compared(element, other, type_for(element, operator, other))
    if isinstance(other, ClauseElement):
        if isinstance(other, BindParameter):
            return other._typed_like(element)
        return _require_value(other, " or literal value")
    convert = getattr(other, "__clause_element__", None)
    if convert is not None:
        return convert()
    if other is None:
        return null()
    return BindParameter(
        None, other, type_=type_for(element, operator, other), unique=True, _compared_to=element
    )


def _require_value(element, more=""):
    """Returns an expression; a query becomes one, and a table is none."""
    kind = element.__visit_name__
    if kind in _QUERIES:
        return scalar(element)
    if kind in _TABLES:
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(
            f"SQL expression element{more} expected, got {element!r}. To create a column expression "
            "from a FROM clause row as a whole, use the .table_valued() method."
        )
    return element


_TABLES = frozenset(("table", "alias", "join"))
_QUERIES = frozenset(("select", "compound_select", "textual_select", "subquery"))


def scalar(query):
    """Returns a query as the value that it gives, which should have been said."""
    from sqlalchemy.util import warn

    warn(
        "implicitly coercing SELECT object to scalar subquery; please use the .scalar_subquery() "
        "method to produce a scalar subquery."
    )
    return (query.element if query.__visit_name__ == "subquery" else query).scalar_subquery()


def assignable(values):
    """Returns the values that columns are set to; queries become expressions."""
    for key, value in values.items():
        if getattr(value, "__visit_name__", None) in _QUERIES:
            values = {**values, key: scalar(value)}
    return values


# What is a value at first sight.
_VALUES = frozenset((int, str, float, bytes))


def _is_boolean(kind):
    boolean = _get("Boolean")
    return isinstance(kind, boolean)


def grouped(element, against):
    """Returns an expression as a condition, or in the parentheses of ANY and ALL."""
    if against in ("AND", "OR", "ASBOOL"):
        if _is_boolean(element.type):
            return AsBoolean(element, "IS TRUE", "IS FALSE")
        return element
    return Grouping(element)


def negation(element):
    """Returns NOT and an expression."""
    return UnaryExpression(
        element.self_group(against="NOT"), operator="NOT", type_=_get("Boolean")()
    )


def column_negation(element):
    """Returns the opposite of an expression, which may be a truth value."""
    if _is_boolean(element.type):
        return AsBoolean(element, "IS FALSE", "IS TRUE")
    return negation(element)


class BindParameter(ColumnElement):
    """A parameter."""

    __visit_name__ = "bindparam"
    _shape_kind = "parameter"
    # The place of its value in the statement that was described last.
    _slot = None
    # What most parameters have; making one has to be quick.
    unique = required = expanding = isoutparam = literal_execute = False
    callable = None

    def __init__(
        self,
        key,
        value=...,
        type_=None,
        unique=False,
        required=...,
        quote=None,
        callable_=None,
        expanding=False,
        isoutparam=False,
        literal_execute=False,
        _compared_to=None,
        **kw,
    ):
        if required is ...:
            required = value is ... and callable_ is None
        if value is ...:
            value = None
        if key is None:
            unique = True
            self._orig_key = getattr(_compared_to, "key", None) or "param"
        else:
            self._orig_key = key
        self.key = key
        self.value = value
        if unique:
            self.unique = True
        if callable_ is not None:
            self.callable = callable_
        if required:
            self.required = True
        if expanding:
            self.expanding = True
        if isoutparam:
            self.isoutparam = True
        if literal_execute:
            self.literal_execute = True
        if type_ is None:
            sample = value[0] if expanding and value else value
            self.type = type_of_value(sample)
        else:
            self.type = to_instance(type_)

    @classmethod
    def _compared(cls, element, value, kind):
        """Returns a parameter for a value that an expression is compared to."""
        self = cls.__new__(cls)
        self._orig_key = getattr(element, "key", None) or "param"
        self.unique = True
        self.value = value
        self.type = kind
        return self

    @property
    def effective_value(self):
        return self.callable() if self.callable else self.value

    def _copy(self):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        return copy

    def _with_value(self, value):
        copy = self._copy()
        copy.value = value
        copy.callable = None
        copy.required = False
        if isinstance(copy.type, type(NULLTYPE)):
            copy.type = type_of_value(value)
        return copy

    def _typed_like(self, element):
        """Returns a parameter that has the type of what it is compared to, lacking its own."""
        if not isinstance(self.type, type(NULLTYPE)) or isinstance(element.type, type(NULLTYPE)):
            return self
        copy = self._copy()
        copy.type = element.type
        return copy

    def _expanding(self):
        copy = self._copy()
        copy.expanding = True
        return copy

    def render_literal_execute(self):
        copy = self._copy()
        copy.literal_execute = True
        return copy


class Grouping(ColumnElement):
    """An expression in parentheses."""

    __visit_name__ = "grouping"

    def __init__(self, element):
        self.element = element
        self.type = getattr(element, "type", NULLTYPE)

    def self_group(self, against=None):
        return self


class UnaryExpression(ColumnElement):
    """An operator before an expression, or a modifier after it."""

    __visit_name__ = "unary"

    def __init__(self, element, operator=None, modifier=None, type_=None, precedence=None):
        self.operator = operator
        self.modifier = modifier
        self._precedence_of = precedence or operator or modifier
        self.element = element.self_group(against=self._precedence_of)
        self.type = NULLTYPE if type_ is None else to_instance(type_)

    def self_group(self, against=None):
        if self.operator and binds_looser(self._precedence_of, against):
            return Grouping(self)
        return self

    def _negate(self):
        if _is_boolean(self.type):
            return UnaryExpression(self.self_group(against="NOT"), operator="NOT", type_=self.type)
        return column_negation(self)


class AsBoolean(UnaryExpression):
    """A truth value that stands where a condition does."""

    def __init__(self, element, operator, negate):
        self.element = element
        self.type = _get("Boolean")()
        self.operator = operator
        self.negate = negate
        self.modifier = None

    def self_group(self, against=None):
        return self

    def _negate(self):
        if isinstance(self.element, (True_, False_)):
            return self.element._negate()
        return AsBoolean(self.element, self.negate, self.operator)


class BinaryExpression(ColumnElement):
    """An operator between two expressions."""

    __visit_name__ = "binary"
    modifiers = {}

    def __init__(
        self, left, right, operator, type_=None, negate=None, modifiers=None, precedence=None
    ):
        self.operator = operator
        self.left = left.self_group(operator)
        self.right = right.self_group(operator)
        if type_ is not None:
            self.type = to_instance(type_)
        if modifiers:
            self.modifiers = modifiers

    def self_group(self, against=None):
        if binds_looser(self.operator, against):
            return Grouping(self)
        return self

    def _negate(self):
        negation = NEGATIONS.get(str(self.operator))
        if negation is None and self.operator in ("STARTSWITH", "ENDSWITH", "CONTAINS"):
            negation = "NOT " + self.operator
        if negation is not None:
            return BinaryExpression(
                self.left, self.right, negation, type_=self.type, modifiers=self.modifiers
            )
        return UnaryExpression(
            self.self_group(against="NOT"), operator="NOT", type_=_get("Boolean")()
        )

    def __bool__(self):
        if self.operator in ("=", "!="):
            same = self.left is self.right
            return same if self.operator == "=" else not same
        raise TypeError("Boolean value of this clause is not defined")


class ClauseList(ColumnElement):
    """Expressions with commas between them."""

    __visit_name__ = "clauselist"
    operator = ","
    group = True

    def __init__(self, *clauses, operator=",", group=True):
        self.clauses = list(clauses)
        self.operator = operator
        self.group = group

    def self_group(self, against=None):
        if self.group and binds_looser(self.operator, against):
            return Grouping(self)
        return self

    def __iter__(self):
        return iter(self.clauses)

    def __len__(self):
        return len(self.clauses)


class BooleanClauseList(ClauseList):
    """Conditions of which all or one must hold."""

    __visit_name__ = "expression_clauselist"

    def __init__(self, *arg, **kw):
        raise NotImplementedError("BooleanClauseList has a private constructor")

    @classmethod
    def _of(cls, operator, clauses, group=True):
        self = cls.__new__(cls)
        self.operator = operator
        self.clauses = clauses
        self.group = group
        self.type = _get("Boolean")()
        return self

    def self_group(self, against=None):
        return ClauseList.self_group(self, against) if self.clauses else self

    def _negate(self):
        return negation(self)


def _condition(value):
    if isinstance(value, ClauseElement):
        return value
    if value is True:
        return true()
    if value is False:
        return false()
    convert = getattr(value, "__clause_element__", None)
    if convert is not None:
        return convert()
    from sqlalchemy.exc import ArgumentError

    if isinstance(value, str):
        raise ArgumentError(
            f"Textual SQL expression {value!r} should be explicitly declared as text({value!r})"
        )
    raise ArgumentError("SQL expression for WHERE/HAVING role expected, got " + repr(value) + ".")


def _conjunction(operator, continue_on, skip_on, clauses):
    if not clauses:
        _warn_of_no_condition(operator, continue_on)
    conditions = [_condition(clause) for clause in clauses]
    kept = [clause for clause in conditions if not isinstance(clause, continue_on)]
    for clause in kept:
        if isinstance(clause, skip_on):
            return clause.self_group(against="ASBOOL")
    if not kept:
        kept = conditions[-1:]
    if len(kept) == 1:
        return kept[0].self_group(against="ASBOOL")
    flat = []
    for clause in kept:
        if isinstance(clause, BooleanClauseList) and clause.operator == operator:
            flat.extend(clause.clauses)
        else:
            flat.append(clause.self_group(against=operator))
    return BooleanClauseList._of(operator, flat)


def _warn_of_no_condition(operator, continue_on):
    from sqlalchemy.exc import SADeprecationWarning
    from sqlalchemy.util import warn

    name, value = operator.lower(), continue_on is True_
    warn(
        f"Invoking {name}_() without arguments is deprecated, and will be disallowed in a future "
        f"release.   For an empty {name}_() construct, use '{name}_({str(value).lower()}(), *args)' "
        f"or '{name}_({value}, *args)'.",
        SADeprecationWarning,
    )


def and_(*clauses):
    return _conjunction("AND", True_, False_, clauses)


def or_(*clauses):
    return _conjunction("OR", False_, True_, clauses)


def not_(clause):
    return _condition(clause)._negate()


class Null(ColumnElement):
    __visit_name__ = "null"


class True_(ColumnElement):
    __visit_name__ = "true"

    @property
    def type(self):
        return _get("Boolean")()

    def _negate(self):
        return false()


class False_(ColumnElement):
    __visit_name__ = "false"

    @property
    def type(self):
        return _get("Boolean")()

    def _negate(self):
        return true()


_null, _true, _false = Null(), True_(), False_()


def null():
    return _null


def true():
    return _true


def false():
    return _false


class Tuple(ClauseList):
    """A tuple of expressions."""

    __visit_name__ = "tuple"

    def __init__(self, *clauses, types=None):
        super().__init__(*[_as_expression(clause) for clause in clauses])

    def self_group(self, against=None):
        return self


class Cast(ColumnElement):
    """A change of type."""

    __visit_name__ = "cast"

    def __init__(self, expression, type_):
        self.type = to_instance(type_)
        self.clause = _as_expression(expression, self.type)
        self.key = getattr(self.clause, "key", None)


class TryCast(Cast):
    """A change of type that gives NULL where it fails."""

    __visit_name__ = "try_cast"


class TypeCoerce(ColumnElement):
    """A change of type that SQL does not show."""

    __visit_name__ = "type_coerce"

    def __init__(self, expression, type_):
        self.type = to_instance(type_)
        self.clause = _as_expression(expression, self.type)
        if isinstance(self.clause, BindParameter):
            self.clause = self.clause._copy()
            self.clause.type = self.type

    def self_group(self, against=None):
        grouped = self.clause.self_group(against=against)
        return self if grouped is self.clause else TypeCoerce(grouped, self.type)


class CollationClause(ColumnElement):
    """The name of a collation."""

    __visit_name__ = "collation"

    def __init__(self, collation):
        self.collation = collation


class Case(ColumnElement):
    """CASE."""

    __visit_name__ = "case"

    def __init__(self, *whens, value=None, else_=None):
        if len(whens) == 1 and isinstance(whens[0], dict):
            whens = tuple(whens[0].items())
        elif len(whens) == 1 and isinstance(whens[0], list):
            whens = tuple(whens[0])
        self.value = None if value is None else _as_expression(value)
        self.whens = [
            (
                _condition(when).self_group() if value is None else _as_expression(when),
                _as_expression(then),
            )
            for when, then in whens
        ]
        self.else_ = None if else_ is None else _as_expression(else_)
        self.type = self.whens[-1][1].type if self.whens else NULLTYPE


class Extract(ColumnElement):
    """EXTRACT."""

    __visit_name__ = "extract"

    def __init__(self, field, expr):
        self.field = field
        self.expr = _as_expression(expr)
        self.type = _get("Integer")()


def _as_expression(value, type_=None, key=None):
    if isinstance(value, ClauseElement):
        return _require_value(value)
    convert = getattr(value, "__clause_element__", None)
    if convert is not None:
        return convert()
    if value is None:
        return null()
    return BindParameter(key, value, type_=type_, unique=True)


def _clause_text(value):
    """Returns an expression; text stays text, as the name of a column."""
    convert = getattr(value, "__clause_element__", None)
    return convert() if convert is not None else value


def literal(value, type_=None, literal_execute=False):
    return BindParameter(None, value, type_=type_, unique=True, literal_execute=literal_execute)


bindparam = BindParameter
tuple_ = Tuple
cast = Cast
try_cast = TryCast
type_coerce = TypeCoerce
case = Case
extract = Extract


def between(expr, lower_bound, upper_bound, symmetric=False):
    return _as_expression(expr).between(lower_bound, upper_bound, symmetric)


def collate(expression, collation):
    expression = _as_expression(expression)
    return BinaryExpression(
        expression, CollationClause(collation), "COLLATE", type_=expression.type
    )


class _TextualLabel(ColumnElement):
    """The name of a column or a label, given as text."""

    __visit_name__ = "textual_label_reference"

    def __init__(self, element):
        self.element = element


def _modified(column, modifier):
    if isinstance(column, str):
        column = _TextualLabel(column)
    return UnaryExpression(column, modifier=modifier)


def desc(column):
    return _modified(column, "DESC")


def asc(column):
    return _modified(column, "ASC")


def nulls_first(column):
    return _modified(column, "NULLS FIRST")


def nulls_last(column):
    return _modified(column, "NULLS LAST")


nullsfirst, nullslast = nulls_first, nulls_last


def distinct(expr):
    return _as_expression(expr).distinct()


def bitwise_not(expr):
    return expr.bitwise_not()


class CollectionAggregate(UnaryExpression):
    """ANY or ALL, which stand on the right of an operator only."""

    def _compare(self, operator, other):
        other = BindParameter(None, other) if not isinstance(other, ClauseElement) else other
        return BinaryExpression(
            other, self, _MIRRORED.get(operator, operator), type_=_get("Boolean")()
        )


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def any_(expr):
    return CollectionAggregate(_as_expression(expr), operator="ANY")


def all_(expr):
    return CollectionAggregate(_as_expression(expr), operator="ALL")
