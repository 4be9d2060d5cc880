"""Whether two expressions say the same."""

from sqlalchemy.sql._tables import TableClause
from sqlalchemy.sql.elements import ClauseElement, ColumnClause
from sqlalchemy.sql.sqltypes import TypeEngine

# Operators whose sides may be changed about.
_COMMUTATIVE = ("=", "!=", "+", "*")

# What is found out about an expression, what only tells it from others, and what one of its own name is called by.
_SAYS_NOTHING = frozenset(("_slot", "_sa_described", "_origin", "_orig_key", "key", "_comparator"))


def is_same(left, right):
    """Returns whether two parts of statements have the same structure and values."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(map(is_same, left.values(), right.values()))
    if isinstance(left, TableClause) and hasattr(left, "metadata"):
        return False
    if isinstance(left, ColumnClause):
        return _is_same_column(left, right)
    if isinstance(left, TypeEngine) or isinstance(left, ClauseElement):
        return _is_same_part(left, right)
    return left == right


def _is_same_column(left, right):
    return (
        left.name == right.name
        and left.is_literal == right.is_literal
        and is_same(left.type, right.type)
        and is_same(left.table, right.table)
    )


def _is_same_part(left, right):
    operator = left.__dict__.get("operator")
    if operator != right.__dict__.get("operator"):
        return False
    visit_name = left.__visit_name__
    if visit_name == "expression_clauselist":
        return _is_same_set(left.clauses, right.clauses)
    if visit_name == "binary" and operator in _COMMUTATIVE:
        return _is_same_set([left.left, left.right], [right.left, right.right])
    if visit_name == "bindparam" and not left.unique and left.key != right.key:
        return False
    own, other = _told(left), _told(right)
    return own.keys() == other.keys() and all(is_same(own[name], other[name]) for name in own)


def _told(part):
    return {name: value for name, value in part.__dict__.items() if name not in _SAYS_NOTHING}


def _is_same_set(left, right):
    """Returns whether two lists have the same members in any order."""
    rest = list(right)
    for item in left:
        place = next((place for place, other in enumerate(rest) if is_same(item, other)), None)
        if place is None:
            return False
        del rest[place]
    return not rest
