"""A literal that is written into the SQL even when the statement is run."""

from sqlalchemy.sql.elements import BindParameter


class _InlineLiteral(BindParameter):
    inherit_cache = False
    _is_inline_literal = True


def inline_literal(value, type_=None):
    """Returns an expression for a value that never becomes a parameter."""
    return _InlineLiteral(None, value, type_=type_)
