"""What may stand in a table, and what columns get from it."""

from sqlalchemy.sql.elements import ClauseElement

_counter = 0


def _next_position():
    global _counter
    _counter += 1
    return _counter


def _shown(item, positional, named=()):
    """Returns what `repr` shows of an item: the arguments that it was made with, but for defaults."""
    shown = [repr(argument) for argument in positional]
    for name in named:
        try:
            value = getattr(item, name, None)
        except Exception:
            # Some attributes want a table that there is not.
            continue
        if value is not None and value is not False:
            shown.append(f"{name}={value!r}")
    return f"{type(item).__name__}({', '.join(shown)})"


class SchemaItem:
    """What may stand in a table."""

    __visit_name__ = "schema_item"
    dialect_kwargs = {}

    @property
    def info(self):
        return self.__dict__.setdefault("info", {})

    @info.setter
    def info(self, value):
        self.__dict__["info"] = value

    def __repr__(self):
        return f"<{type(self).__name__} {getattr(self, 'name', None)!r}>"


def _dialect_keywords(kw, construct):
    """Returns keywords that belong to dialects, for a class of constructs; others are an error."""
    if kw:
        from sqlalchemy.sql._dialect_arguments import check

        check(kw, construct)
    return kw


def _argument_error(message):
    from sqlalchemy.exc import ArgumentError

    return ArgumentError(message)


def _clause(value):
    # Asking for an attribute that is nowhere is slow.
    if isinstance(value, (str, ClauseElement)):
        return value
    convert = getattr(value, "__clause_element__", None)
    return convert() if convert is not None else value


class _ItemList(list):
    """Items in the order in which they came; scripts treat it as a set."""

    def add(self, item):
        for member in self:
            if member is item:
                return
        self.append(item)

    def discard(self, item):
        self[:] = [member for member in self if member is not item]

    def __or__(self, other):
        return {*self, *other}

    def __and__(self, other):
        return set(self).intersection(other)

    def __sub__(self, other):
        return set(self).difference(other)


_NO_ITEMS = _ItemList()


class FetchedValue(SchemaItem):
    """A default that the database has."""

    is_server_default = True
    has_argument = False
    for_update = False
    column = None

    def __init__(self, for_update=False):
        self.for_update = for_update

    def __repr__(self):
        return _shown(self, (), ("for_update",))

    def _set_parent(self, column):
        self.column = column
        if self.for_update:
            column.server_onupdate = self
        else:
            column.server_default = self


class DefaultClause(FetchedValue):
    """A default that the database applies."""

    has_argument = True

    def __init__(self, arg, for_update=False, _reflected=False):
        if not isinstance(arg, (str, ClauseElement)):
            raise _argument_error(
                "Argument 'arg' is expected to be one of type '<class 'str'>' or "
                "'<class 'sqlalchemy.sql.elements.ClauseElement'>' or "
                f"'<class 'sqlalchemy.sql.elements.TextClause'>', got '{type(arg)}'"
            )
        self.arg = arg
        self.for_update = for_update
        self.reflected = _reflected

    def __repr__(self):
        return f"DefaultClause({self.arg!r}, for_update={self.for_update!r})"


class DefaultGenerator(SchemaItem):
    is_sequence = False
    is_server_default = False
    is_scalar = False
    is_callable = False
    is_clause_element = False
    column = None


class ColumnDefault(DefaultGenerator):
    """A default that is applied before a row reaches the database."""

    __visit_name__ = "column_default"

    def __init__(self, arg, for_update=False):
        self.for_update = for_update
        self.arg = arg
        if isinstance(arg, ClauseElement):
            self.is_clause_element = True
        elif callable(arg):
            self.is_callable = True
        else:
            self.is_scalar = True

    def __repr__(self):
        kinds = {"is_clause_element": "ColumnElement", "is_callable": "Callable"}
        kind = next((kinds[flag] for flag in kinds if getattr(self, flag)), "ScalarElement")
        return f"{kind}ColumnDefault({self.arg!r})"

    def _set_parent(self, column):
        self.column = column
        if self.for_update:
            column.onupdate = self
        else:
            column.default = self


class ColumnCollection:
    """Columns by name."""

    _shape_kind = "part"

    def __init__(self, columns=()):
        self._by_key = {}
        for column in columns:
            self.add(column)

    @classmethod
    def _over(cls, by_key):
        collection = cls.__new__(cls)
        collection._by_key = by_key
        return collection

    def add(self, column, key=None):
        self._by_key[key or column.key] = column

    def __iter__(self):
        return iter(self._by_key.values())

    def __len__(self):
        return len(self._by_key)

    def __bool__(self):
        return True

    def __getitem__(self, key):
        if isinstance(key, int):
            return list(self._by_key.values())[key]
        return self._by_key[key]

    def __getattr__(self, key):
        try:
            return self.__dict__["_by_key"][key]
        except KeyError:
            raise AttributeError(key) from None

    def __contains__(self, key):
        if isinstance(key, str):
            return key in self._by_key
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError("__contains__ requires a string argument")

    def contains_column(self, column):
        return any(member is column for member in self._by_key.values())

    def get(self, key, default=None):
        return self._by_key.get(key, default)

    def keys(self):
        return list(self._by_key)

    def values(self):
        return list(self._by_key.values())

    def items(self):
        return list(self._by_key.items())

    def as_readonly(self):
        return self

    def __str__(self):
        return f"{type(self).__name__}({', '.join(map(str, self._by_key))})"
