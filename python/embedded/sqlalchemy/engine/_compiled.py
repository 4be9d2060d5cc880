"""Statements as SQL: their text and the values of their parameters."""

from alembic._waist import request


class Compiled:
    """The SQL of an expression."""

    def __init__(self, statement, dialect, text, payload=None, binds=()):
        self.statement = statement
        self.dialect = dialect
        self.string = text
        self._payload = payload
        self._binds = binds

    def __str__(self):
        return self.string

    @property
    def params(self):
        return self._values({}, False)

    def construct_params(self, params=None, extracted_parameters=None, escape_names=True):
        if params and self._renders_lists:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError(
                "can't construct new parameters when render_postcompile is used; the statement is "
                "hard-linked to the original parameters.  Use construct_expanded_state to generate "
                "a new statement and parameters."
            )
        return self._values(params or {}, True)

    @property
    def _renders_lists(self):
        return self._payload is not None and self._payload["render_postcompile"]

    def _values(self, given, requires_all):
        values, members = {}, {}
        for name, anonymous, own in self._parameters():
            bind = self._binds.get(name if anonymous is None else anonymous)
            if own is not None:
                values[name] = own
            elif bind is None:
                values[name] = _given(given, name, None, requires_all)
            elif not self._renders_lists:
                values[name] = _given(given, name, bind, requires_all)
            elif bind.expanding:
                members.update(_members(name, bind.effective_value or ()))
            elif not bind.literal_execute:
                values[name] = _given(given, name, bind, requires_all)
        return {**values, **members}

    def _parameters(self):
        """Returns the parameters with what tells those apart whose names are counted, and the engine's values."""
        if self._payload is None:
            return ()
        return request("expression.parameters", self._payload)


def _given(given, name, bind, is_required):
    if name in given:
        return given[name]
    key = None if bind is None else bind.key or bind._orig_key
    if key in given:
        return given[key]
    if is_required and (bind is None or bind.required):
        from sqlalchemy.exc import InvalidRequestError

        raise InvalidRequestError(
            f"A value is required for bind parameter {name!r} "
            "(Background on this error at: https://sqlalche.me/e/21/cd3x)"
        )
    return None if bind is None else bind.effective_value


def _members(name, values):
    """Returns the members of a list by the names that they get."""
    found = {}
    for place, value in enumerate(values, 1):
        if isinstance(value, (list, tuple)):
            found.update(_members(f"{name}_{place}", value))
        else:
            found[f"{name}_{place}"] = value
    return found


def compile_element(
    element, bind=None, dialect=None, compile_kwargs=None, column_keys=None, **kw
):
    """Returns the SQL of an expression or of a statement that defines something."""
    from alembic._at_hand import describing_for
    from alembic._describe_statements import execution_in_scope
    from sqlalchemy.engine.default import DefaultDialect, dialect_class

    if dialect is None and bind is not None:
        dialect = bind.dialect
    if dialect is None:
        own = getattr(element, "_dialect_name", None)
        dialect = None if own is None else dialect_class(own)()
    asked = compile_kwargs or {}
    payload = {
        "dialect": dialect.name if dialect is not None else "string",
        "paramstyle": dialect.paramstyle if dialect is not None else "named",
        "literal_binds": bool(asked.get("literal_binds")),
        "render_postcompile": bool(asked.get("render_postcompile")),
    }
    dialect = dialect or DefaultDialect()
    with describing_for(dialect):
        kind, described, scope = execution_in_scope(element, column_keys)
    payload["operation" if kind == "operation" else "expression"] = described
    if kind == "operation":
        return Compiled(element, dialect, request("operation.compile", payload))
    binds = scope.binds if scope is not None else getattr(element, "_bindparams", {})
    return Compiled(element, dialect, request("expression.compile", payload), payload, binds)
