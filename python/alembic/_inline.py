"""A literal that is written into the SQL even when the statement is run."""

from sqlalchemy.sql.elements import BindParameter

from alembic._waist import IS_EMBEDDED


class _InlineLiteral(BindParameter):
    inherit_cache = False
    _is_inline_literal = True


def inline_literal(value, type_=None):
    """Returns an expression for a value that never becomes a parameter."""
    return _InlineLiteral(None, value, type_=type_)


if not IS_EMBEDDED:
    try:
        from sqlalchemy.ext.compiler import compiles
    except ImportError:
        # The built-in package, on another interpreter.
        pass
    else:

        @compiles(_InlineLiteral)
        def _write(element, compiler, **kw):
            return compiler.render_literal_bindparam(element, **kw)
