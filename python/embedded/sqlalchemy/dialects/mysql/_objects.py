"""The types of MySQL that take a list of labels."""

from sqlalchemy.sql._special_types import Enum
from sqlalchemy.sql.sqltypes import _get

_MODULE = "sqlalchemy.dialects.mysql"
_OPTIONS = ("charset", "ascii", "unicode", "binary", "national")


def _take_options(kind, kw):
    for option in _OPTIONS:
        value = kw.pop(option, None if option == "charset" else False)
        setattr(kind, option, value)


def _shown(kind, labels, *also):
    """Returns the text of a type with labels."""
    shown = [repr(label) for label in labels]
    for option in ("charset", "collation", *also):
        value = getattr(kind, option, None)
        if value:
            shown.append(f"{option}={value!r}")
    return f"{type(kind).__name__}({', '.join(shown)})"


class ENUM(Enum):
    """An enumeration."""

    __module__ = _MODULE
    __visit_name__ = "ENUM"

    def __init__(self, *enums, **kw):
        kw.pop("strict", None)
        _take_options(self, kw)
        self._init(enums, kw)

    def __repr__(self):
        return _shown(self, self.enums)


class SET(_get("String")):
    """Any number of labels."""

    __module__ = _MODULE
    __visit_name__ = "SET"

    def __init__(self, *values, **kw):
        self.retrieve_as_bitwise = kw.pop("retrieve_as_bitwise", False)
        _take_options(self, kw)
        self.collation = kw.pop("collation", None)
        self.values = tuple(values)
        self.length = max([len(value) for value in values], default=0)

    def _value_sent(self, content):
        return content if isinstance(content, (int, str)) else ",".join(content)

    def result_processor(self, dialect, coltype):
        def members(value):
            if isinstance(value, str):
                return {part for part in value.split(",") if part}
            return value

        return members

    def __repr__(self):
        return _shown(self, self.values, "retrieve_as_bitwise")
