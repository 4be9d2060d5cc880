"""What the operators of expressions do."""

from sqlalchemy.sql._expressions import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ClauseList,
    False_,
    Null,
    True_,
    UnaryExpression,
    _VALUES,
    cast,
    collate,
    false,
    null,
    operand,
    true,
    type_for,
)
from sqlalchemy.sql._precedence import CustomOperator
from sqlalchemy.sql.elements import ClauseElement, TextClause
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, shared, to_instance


class Operators:
    """The operators, which become methods of expressions when the first of them is used."""

    def __eq__(self, other):
        return self._compare("=", other)

    def __ne__(self, other):
        return self._compare("!=", other)

    def __lt__(self, other):
        return self._compare("<", other)

    def __le__(self, other):
        return self._compare("<=", other)

    def __gt__(self, other):
        return self._compare(">", other)

    def __ge__(self, other):
        return self._compare(">=", other)

    def __add__(self, other):
        return self._calculate("||" if self._concatenates(other) else "+", other)

    def __radd__(self, other):
        return self._calculate("||" if self._concatenates(other) else "+", other, reverse=True)

    def __sub__(self, other):
        return self._calculate("-", other)

    def __rsub__(self, other):
        return self._calculate("-", other, reverse=True)

    def __mul__(self, other):
        return self._calculate("*", other)

    def __rmul__(self, other):
        return self._calculate("*", other, reverse=True)

    def __truediv__(self, other):
        other = operand(self, "/", other)
        integer = _get("Integer")
        if isinstance(self.type, integer) and isinstance(other.type, integer):
            return self._calculate("/", other, type_=_get("Numeric")())
        return self._calculate("/", other)

    def __rtruediv__(self, other):
        return self._calculate("/", other, reverse=True)

    def __floordiv__(self, other):
        return self._calculate("//", other)

    def __mod__(self, other):
        return self._calculate("%", other)

    def __rmod__(self, other):
        return self._calculate("%", other, reverse=True)

    def __neg__(self):
        return UnaryExpression(
            self.self_group(against="NEG"), operator="-", type_=self.type, precedence="NEG"
        )

    def __lshift__(self, other):
        return self._calculate("<<", other)

    def __rshift__(self, other):
        return self._calculate(">>", other)

    def __getitem__(self, index):
        if _is_json_type(self.type):
            if isinstance(index, (tuple, list)):
                path = BindParameter(None, index, type_=NULLTYPE, unique=True, _compared_to=self)
                return BinaryExpression(self, path, "#>", type_=self.type)
            return self._calculate("->", index)
        if type(self.type).__name__ == "HSTORE":
            return self._calculate("HSTORE[]", index, type_=_get("Text")())
        if type(self.type) is type(NULLTYPE):
            raise NotImplementedError("Operator 'getitem' is not supported on this expression")
        if isinstance(index, slice):
            bounds = [BindParameter(None, bound, unique=True) for bound in (index.start, index.stop)]
            return BinaryExpression(self, BinaryExpression(*bounds, ":"), "[]", type_=self.type)
        return self._calculate("[]", index, type_=getattr(self.type, "item_type", NULLTYPE))

    def _concatenates(self, other):
        kind = _underlying(self.type)
        if isinstance(kind, type(NULLTYPE)):
            return isinstance(other, str)
        return isinstance(kind, _get("String")) or hasattr(kind, "item_type")

    def concat(self, other):
        return self._calculate("||", other)

    def bitwise_and(self, other):
        return self._calculate("&", other)

    def bitwise_or(self, other):
        return self._calculate("|", other)

    def bitwise_xor(self, other):
        return self._calculate("^", other)

    def bitwise_lshift(self, other):
        return self._calculate("<<", other)

    def bitwise_rshift(self, other):
        return self._calculate(">>", other)

    def bitwise_not(self):
        return UnaryExpression(self.self_group(against="~"), operator="~", type_=self.type)

    def op(self, opstring, precedence=0, is_comparison=False, return_type=None, python_impl=None):
        operator = CustomOperator(opstring)
        operator.precedence = precedence

        def operate(other):
            if is_comparison:
                kind = _get("Boolean")()
            else:
                kind = to_instance(return_type) if return_type is not None else self.type
            return BinaryExpression(self, operand(self, operator, other), operator, type_=kind)

        return operate

    def bool_op(self, opstring, precedence=0, python_impl=None):
        return self.op(opstring, precedence, is_comparison=True)

    def is_(self, other):
        return self._compare("IS", other)

    def is_not(self, other):
        return self._compare("IS NOT", other)

    isnot = is_not

    def is_distinct_from(self, other):
        return self._compare("IS DISTINCT FROM", other)

    def is_not_distinct_from(self, other):
        return self._compare("IS NOT DISTINCT FROM", other)

    def like(self, other, escape=None):
        return self._match("LIKE", other, escape)

    def not_like(self, other, escape=None):
        return self._match("NOT LIKE", other, escape)

    notlike = not_like

    def ilike(self, other, escape=None):
        return self._match("ILIKE", other, escape)

    def not_ilike(self, other, escape=None):
        return self._match("NOT ILIKE", other, escape)

    notilike = not_ilike

    def regexp_match(self, pattern, flags=None):
        return self._match("REGEXP", pattern, None, flags=flags)

    def regexp_replace(self, pattern, replacement, flags=None):
        parts = [operand(self, "REGEXP REPLACE", part) for part in (pattern, replacement)]
        return BinaryExpression(
            self,
            ClauseList(*parts, group=False),
            "REGEXP REPLACE",
            type_=self.type,
            modifiers={} if flags is None else {"flags": flags},
        )

    def match(self, other, **kw):
        return self._match("MATCH", other, None, **kw)

    def istartswith(self, other, escape=None, autoescape=False):
        return self._affix("ISTARTSWITH", other, escape, autoescape)

    def iendswith(self, other, escape=None, autoescape=False):
        return self._affix("IENDSWITH", other, escape, autoescape)

    def icontains(self, other, escape=None, autoescape=False):
        return self._affix("ICONTAINS", other, escape, autoescape)

    def startswith(self, other, escape=None, autoescape=False):
        return self._affix("STARTSWITH", other, escape, autoescape)

    def endswith(self, other, escape=None, autoescape=False):
        return self._affix("ENDSWITH", other, escape, autoescape)

    def contains(self, other, escape=None, autoescape=False, **kw):
        if (
            hasattr(self.type, "item_type")
            or _is_json_type(self.type)
            or _is_range_type(self.type)
            or type(self.type).__name__ == "HSTORE"
        ):
            return BinaryExpression(self, operand(self, "@>", other), "@>", type_=_get("Boolean")())
        return self._affix("CONTAINS", other, escape, autoescape)

    def any(self, other, operator=None):
        from sqlalchemy.sql.expression import any_

        return self._with_members(other, any_(self), operator)

    def all(self, other, operator=None):
        from sqlalchemy.sql.expression import all_

        return self._with_members(other, all_(self), operator)

    def _with_members(self, other, members, operator):
        name = getattr(operator, "__name__", "eq")
        kind = getattr(self.type, "item_type", NULLTYPE)
        if not isinstance(other, ClauseElement):
            other = BindParameter(None, other, type_=kind, unique=True, _compared_to=self)
        return BinaryExpression(
            other, members, _COMPARISONS.get(name, "="), type_=_get("Boolean")()
        )

    def in_(self, other):
        return self._among("IN", other)

    def not_in(self, other):
        return self._among("NOT IN", other)

    notin_ = not_in

    def between(self, cleft, cright, symmetric=False):
        bounds = BooleanClauseList._of(
            "AND", [operand(self, "AND", bound) for bound in (cleft, cright)], group=False
        )
        return BinaryExpression(
            self, bounds, "BETWEEN", modifiers={"symmetric": True} if symmetric else {}
        )

    def desc(self):
        return UnaryExpression(self, modifier="DESC")

    def asc(self):
        return UnaryExpression(self, modifier="ASC")

    def nulls_first(self):
        return UnaryExpression(self, modifier="NULLS FIRST")

    nullsfirst = nulls_first

    def nulls_last(self):
        return UnaryExpression(self, modifier="NULLS LAST")

    nullslast = nulls_last

    def collate(self, collation):
        return collate(self, collation)

    def distinct(self):
        return UnaryExpression(self, operator="DISTINCT", type_=self.type)

    def cast(self, type_):
        return cast(self, type_)

    def label(self, name):
        from sqlalchemy.sql._labels import Label

        return Label(name, self)

    def _named(self, name):
        """Returns what has no method of its own: operators of some types."""
        operator = _NAMED_OPERATORS.get(name)
        if operator is None and _is_range_type(self.type):
            operator = _RANGE_OPERATORS.get(name)
        if operator is not None:
            return lambda other: BinaryExpression(
                self, operand(self, operator, other), operator, type_=_get("Boolean")()
            )
        if name == "astext" and isinstance(self, BinaryExpression):
            astext = {"->": "->>", "#>": "#>>"}.get(self.operator)
            if astext is not None:
                return BinaryExpression(
                    self.left, self.right, astext, type_=_get("Text")(), precedence=15
                )
        if name[:3] == "as_" and self.__dict__.get("operator") in ("->", "#>"):
            kind = _ELEMENT_TYPES.get(name)
            if kind is not None:

                def as_type(*arguments, **keywords):
                    typed = _get(kind)(*arguments, **keywords) if kind != "JSON" else self.type
                    return BinaryExpression(self.left, self.right, self.operator, type_=typed)

                return as_type
        from alembic._waist import WAY_OUT

        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}: {WAY_OUT}")

    def _compare(self, operator, other):
        boolean = shared("Boolean")
        if type(other) in _VALUES:
            return BinaryExpression(self, operand(self, operator, other), operator, boolean)
        if other is None or isinstance(other, (Null, True_, False_)):
            if operator in ("=", "!=") and (other is None or isinstance(other, Null)):
                operator = "IS" if operator == "=" else "IS NOT"
                return BinaryExpression(self, null(), operator, type_=boolean)
            if operator in ("IS", "IS NOT"):
                return BinaryExpression(
                    self, null() if other is None else other, operator, type_=boolean
                )
        if operator in ("IS", "IS NOT", "=", "!=") and isinstance(other, bool):
            other = true() if other else false()
        return BinaryExpression(self, operand(self, operator, other), operator, type_=boolean)

    def _calculate(self, operator, other, reverse=False, type_=None):
        other = operand(self, operator, other)
        left, right = (other, self) if reverse else (self, other)
        return BinaryExpression(left, right, operator, type_=type_ or left.type)

    def _match(self, operator, other, escape, **more):
        modifiers = {} if escape is None else {"escape": escape}
        modifiers.update({key: value for key, value in more.items() if value is not None})
        return BinaryExpression(
            self,
            operand(self, operator, other),
            operator,
            type_=shared("Boolean"),
            modifiers=modifiers,
        )

    def _affix(self, operator, other, escape, autoescape):
        if autoescape:
            escape = escape or "/"
            for character in (escape, "%", "_"):
                other = other.replace(character, escape + character)
        return self._match(operator, other, escape)

    def _among(self, operator, other):
        boolean = shared("Boolean")
        if not isinstance(other, ClauseElement) and hasattr(other, "__clause_element__"):
            other = other.__clause_element__()
        if isinstance(other, (ClauseElement, list, tuple, set, frozenset)) or hasattr(
            other, "__iter__"
        ):
            if isinstance(other, BindParameter):
                right = other._typed_like(self)._expanding()
            elif isinstance(other, TextClause):
                right = other.self_group(against="IN")
            elif isinstance(other, ClauseElement):
                right = _rows_among(other).self_group(against=operator)
            else:
                items = list(other)
                if any(isinstance(item, ClauseElement) for item in items):
                    right = ClauseList(
                        *[operand(self, operator, item) for item in items]
                    ).self_group(against=operator)
                else:
                    right = BindParameter(
                        None,
                        items,
                        type_=type_for(self, operator, items[0] if items else None),
                        unique=True,
                        expanding=True,
                        _compared_to=self,
                    )
            return BinaryExpression(self, right, operator, type_=boolean)
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(
            "IN expression list, SELECT construct, or bound parameter object expected, got "
            f"{other!r}."
        )


def _rows_among(element):
    """Returns what stands after IN; a table or a subquery becomes a query, which should have been said."""
    from sqlalchemy.sql._tables import FromClause

    if not isinstance(element, FromClause):
        return element
    from sqlalchemy.util import warn

    warn(
        f"Coercing {type(element).__name__} object into a select() for use in IN(); please pass a "
        "select() construct explicitly"
    )
    return element.select()


def _underlying(kind):
    """Returns the type that stands behind a project's own."""
    while kind.__visit_name__ == "type_decorator":
        kind = kind.impl_instance
    return kind


def _is_json_type(kind):
    return isinstance(_underlying(kind), _get("JSON"))


def _is_range_type(kind):
    name = type(kind).__name__
    return name[-5:] == "RANGE" and name != "RANGE"


_COMPARISONS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_NAMED_OPERATORS = {
    "has_key": "?",
    "has_all": "?&",
    "has_any": "?|",
    "contained_by": "<@",
    "overlap": "&&",
    "path_exists": "@?",
    "path_match": "@@",
}
_RANGE_OPERATORS = {
    "overlaps": "&&",
    "adjacent_to": "-|-",
    "strictly_left_of": "<<",
    "strictly_right_of": ">>",
    "not_extend_right_of": "&<",
    "not_extend_left_of": "&>",
    "union": "+",
    "difference": "-",
    "intersection": "*",
}
_ELEMENT_TYPES = {
    "as_string": "Unicode",
    "as_integer": "Integer",
    "as_float": "Float",
    "as_numeric": "Numeric",
    "as_boolean": "Boolean",
    "as_json": "JSON",
}
