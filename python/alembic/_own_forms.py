"""What a project writes by `@compiles`, for the built-in `sqlalchemy`."""

import re

from alembic._at_hand import dialect as dialect_at_hand


def form_of(value):
    """Returns the function that writes an object for the dialect at hand, or nothing."""
    forms = getattr(value, "_compiler_dispatcher", None)
    if forms is None:
        return None
    dialect = dialect_at_hand()
    own = forms.specs.get(dialect.name) if dialect is not None else None
    return own if own is not None else forms.specs.get("default")


def expression(value, form):
    """Describes an expression or a statement by the text that its form gives."""
    compiler = _Compiler()
    text = form(value, compiler)
    pieces = re.split(r"(:__part_\d+\b)", text)
    described = {
        "expr": "text",
        "text": "".join(
            piece if piece[:8] == ":__part_" else piece.replace(":", "\\:") for piece in pieces
        ),
    }
    if compiler.parts:
        described["binds"] = compiler.parts
    return described


def type_sql(value, form):
    """Returns the SQL of a type by its form."""
    return form(value, _Compiler())


class _Compiler:
    """What a form is given: it writes the parts of a construct in their places."""

    def __init__(self):
        self.parts = {}
        self.dialect = dialect_at_hand()

    def process(self, element, **kw):
        from alembic import _describe_expressions as expressions

        if isinstance(element, (list, tuple)):
            return ", ".join([self.process(item) for item in element])
        if not hasattr(element, "self_group"):
            return self.process_type(element)
        name = f"__part_{len(self.parts) + 1}"
        self.parts[name] = expressions.expression(element)
        return ":" + name

    def process_type(self, type_):
        return type_.compile(dialect=self.dialect)

    @property
    def sql_compiler(self):
        return self

    @property
    def type_compiler(self):
        return _TypeCompiler(self)

    type_compiler_instance = type_compiler

    @property
    def preparer(self):
        return self.dialect.identifier_preparer

    def render_literal_value(self, value, type_):
        from sqlalchemy import literal

        return str(
            literal(value, type_).compile(
                dialect=self.dialect, compile_kwargs={"literal_binds": True}
            )
        )

    def __getattr__(self, name):
        from alembic._waist import WAY_OUT

        raise NotImplementedError(f"the compiler's {name!r} in a form of @compiles: {WAY_OUT}")


class _TypeCompiler:
    def __init__(self, compiler):
        self._compiler = compiler

    def process(self, type_, **kw):
        return self._compiler.process_type(type_)
