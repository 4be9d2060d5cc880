"""Full text search."""

from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql._expressions import BinaryExpression, ClauseList, literal
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.sqltypes import _get

_MODES = {
    "in_boolean_mode": "mysql_boolean_mode",
    "in_natural_language_mode": "mysql_natural_language",
    "with_query_expansion": "mysql_query_expansion",
}


class match(BinaryExpression):
    """`MATCH (…) AGAINST (…)` with any number of columns."""

    def __init__(self, *cols, against=None, **modes):
        if not cols:
            raise ArgumentError("columns are required")
        if against is None:
            raise ArgumentError("against is required")
        unknown = [name for name in modes if name not in _MODES]
        if unknown:
            raise ArgumentError("unknown arguments: " + ", ".join(unknown))
        super().__init__(
            ClauseList(*cols, group=False),
            against if isinstance(against, ClauseElement) else literal(against),
            "MATCH AGAINST",
            type_=_get("Boolean")(),
            modifiers={word: bool(modes.get(name)) for name, word in _MODES.items()},
        )

    def _with(self, word):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.modifiers = {**self.modifiers, word: True}
        return copy

    def in_boolean_mode(self):
        return self._with("mysql_boolean_mode")

    def in_natural_language_mode(self):
        return self._with("mysql_natural_language")

    def with_query_expansion(self):
        return self._with("mysql_query_expansion")
