"""Results and their rows."""

from operator import itemgetter

from alembic._values import from_data
from alembic._waist import request


class RowMapping:
    """A row as a dictionary."""

    def __init__(self, row):
        self._row = row

    def __getitem__(self, key):
        return self._row._by_key(key)

    def __iter__(self):
        return iter(self._row._keys)

    def __hash__(self):
        return hash(self._row)

    def __len__(self):
        return len(self._row)

    def __contains__(self, key):
        return id(key) in self._row._places or getattr(key, "name", key) in self._row._index

    def __eq__(self, other):
        return dict(self.items()) == other

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return list(self._row._keys)

    def values(self):
        return list(self._row)

    def items(self):
        return list(zip(self._row._keys, self._row))

    def __repr__(self):
        return repr(dict(self.items()))


class Row(tuple):
    """One row; each result has a class of its own, which knows the columns."""

    _keys = ()
    _index = {}
    _places = {}

    @property
    def _fields(self):
        return tuple(self._keys)

    @property
    def _mapping(self):
        return RowMapping(self)

    def _asdict(self):
        return dict(zip(self._keys, self))

    def _tuple(self):
        return self

    @property
    def _t(self):
        return self

    tuple = _tuple
    t = _t

    def _by_key(self, key):
        if isinstance(key, str):
            position = self._index.get(key)
        else:
            position = self._places.get(id(key))
            if position is None:
                position = self._index.get(getattr(key, "name", key))
        if position is None:
            from sqlalchemy.exc import NoSuchColumnError

            raise NoSuchColumnError(f"Could not locate column in row for column '{key}'")
        return self[position]

    def __getattr__(self, name):
        position = self._index.get(name)
        if position is None:
            raise AttributeError(f"Could not locate column in row for column '{name}'")
        return self[position]

    def __setattr__(self, name, value):
        raise AttributeError("can't set attribute")

    def __reduce__(self):
        return (tuple, (tuple(self),))


def _row_class(keys, columns=()):
    """Returns the class of the rows with these columns, the same one as long as it is remembered."""
    known_by = (*keys, *[id(column.column) for column in columns])
    known = _row_classes.get(known_by)
    if known is None:
        if len(_row_classes) >= _MOST_ROW_CLASSES:
            _row_classes.clear()
        known = _row_classes[known_by] = _make_row_class(keys, columns)
    return known


_MOST_ROW_CLASSES = 200
_row_classes = {}


def _make_row_class(keys, columns):
    index = {}
    for position, key in enumerate(keys):
        index.setdefault(key, position)
    places = {}
    for position, column in enumerate(columns):
        for thing in (column.column, column.expression):
            places.setdefault(id(thing), position)
            for origin in getattr(thing, "_proxies", ()):
                places.setdefault(id(origin), position)
    members = {
        "__module__": Row.__module__,
        "__slots__": (),
        "_keys": keys,
        "_index": index,
        "_places": places,
        # Their addresses are what they are known by.
        "_sa_columns": columns,
    }
    for name, position in index.items():
        if not hasattr(Row, name) or name in ("count", "index", "tuple", "t"):
            members[name] = property(itemgetter(position))
    return type("Row", (Row,), members)


class _Rows:
    """What all kinds of results can do; a subclass says what an item is made of."""

    closed = False

    def _next(self):
        raise NotImplementedError

    def __iter__(self):
        while True:
            item = self._next()
            if item is _END:
                return
            yield item

    def __next__(self):
        item = self._next()
        if item is _END:
            raise StopIteration
        return item

    def fetchone(self):
        item = self._next()
        return None if item is _END else item

    def all(self):
        return list(self)

    fetchall = all

    # How many rows come at once where a script does not say.
    _many = None

    def yield_per(self, num):
        self._many = num
        return self

    def _step(self):
        """Returns how many rows come at once: those that this or the result behind it was told."""
        source = self
        while source is not None:
            if source._many is not None:
                return source._many
            source = source.__dict__.get("_result")
        return 1

    def fetchmany(self, size=None):
        size = self._step() if size is None else size
        items = []
        while len(items) < size:
            item = self._next()
            if item is _END:
                break
            items.append(item)
        return items

    def partitions(self, size=None):
        while True:
            part = self.fetchmany(size)
            if not part:
                return
            yield part

    def first(self):
        item = self._next()
        self.close()
        return None if item is _END else item

    def one_or_none(self):
        return self._only(False)

    def one(self):
        return self._only(True)

    def _only(self, required):
        item = self._next()
        if item is _END:
            self.close()
            if required:
                from sqlalchemy.exc import NoResultFound

                raise NoResultFound("No row was found when one was required")
            return None
        if self._next() is not _END:
            self.close()
            from sqlalchemy.exc import MultipleResultsFound

            raise MultipleResultsFound(
                "Multiple rows were found when exactly one was required"
                if required
                else "Multiple rows were found when one or none was required"
            )
        self.close()
        return item

    def unique(self, strategy=None):
        seen, unhashable, kept = set(), [], []
        for item in self:
            mark = strategy(item) if strategy else item
            try:
                if mark in seen:
                    continue
                seen.add(mark)
            except TypeError:
                if mark in unhashable:
                    continue
                unhashable.append(mark)
            kept.append(item)
        return _Listed(kept)

    def close(self):
        self.closed = True


_END = object()


class Result(_Rows):
    """The rows of a statement."""

    def __init__(self, answer, columns=None, connection=None):
        self._returns_rows = answer.get("returns_rows", False)
        self._keys = answer.get("columns") or []
        self._data = answer.get("rows") or []
        self._more = answer.get("more")
        self._position = 0
        self._processors = ()
        self._are_rows = False
        self._tagged = answer.get("tagged", True)
        if columns and len(columns) == len(self._keys):
            self._take_columns(columns, connection)
        elif self._returns_rows:
            self._row = _row_class(self._keys)

    def _take_columns(self, columns, connection):
        """Takes what is known of the columns: the objects that name them, and their types."""
        from sqlalchemy.engine._execution import processors

        for position, column in enumerate(columns):
            if column.label is not None and column.label.name is not None:
                # A database may fold the case of names; a script knows them by their keys as well.
                self._keys[position] = column.key if column.label.implied else column.label.name
        self._row = _row_class(self._keys, columns)
        if connection is not None:
            self._processors = processors(columns, connection.dialect)

    def _check(self):
        if not self._returns_rows:
            from sqlalchemy.exc import ResourceClosedError

            raise ResourceClosedError(
                "This result object does not return rows. It has been closed automatically."
            )
        if self.closed:
            from sqlalchemy.exc import ResourceClosedError

            raise ResourceClosedError("This result object is closed.")

    def _fill(self):
        """Asks for the next rows when those that came are used up; tells whether there are any."""
        if self._position >= len(self._data):
            if self._more is None:
                return False
            self._data = request(
                "connection.fetch", {"connection": self._source, "result": self._more}
            )
            self._position = 0
            self._are_rows = False
            if not self._data:
                self._more = None
                return False
        if self._makers is not None and not self._are_rows:
            self._data = self._with_instances(self._data)
            self._are_rows = True
        if not (self._are_rows or self._tagged or self._processors):
            # Nothing of the script's own has a say in them, so that they are made all at once.
            new, row = tuple.__new__, self._row
            self._data = [new(row, values) for values in self._data]
            self._are_rows = True
        return True

    _source = None

    _makers = None

    def _with_entities(self, makers):
        """Returns the result with instances in the place of their columns.

        Each maker has the number of columns, the function that makes instances of their values in
        many rows, and its name; columns that stand for themselves have neither.
        """
        keys, position = [], 0
        for width, _, name in makers:
            keys.append(name or self._keys[position])
            position += width
        self._makers = makers
        self._keys = keys
        self._row = _row_class(keys)
        return self

    def _with_columns_for(self, makers):
        """Returns the result with what each maker makes of the whole rows, under its name."""
        self._makers = [(0, make, name) for make, name in makers]
        self._keys = [name for _, name in makers]
        self._row = _row_class(self._keys)
        return self

    def _with_instances(self, data):
        """Returns rows of values as rows with instances."""
        if self._tagged or self._processors:
            data = [self._read(values) for values in data]
        columns, position = [], 0
        for width, make, _ in self._makers:
            if make is None:
                columns.append([values[position] for values in data])
            elif len(self._makers) == 1 or not width:
                columns.append(make(data))
            else:
                columns.append(make([values[position : position + width] for values in data]))
            position += width
        new, row = tuple.__new__, self._row
        return [new(row, items) for items in zip(*columns)]

    def _read(self, values):
        """Returns the values of a row as Python has them."""
        if self._tagged:
            values = [from_data(value) if type(value) is dict else value for value in values]
        if self._processors:
            values = list(values)
            for position, processor in self._processors:
                values[position] = processor(values[position])
        return values

    def _made(self, values):
        return tuple.__new__(self._row, self._read(values))

    def _next(self):
        self._check()
        if not self._fill():
            return _END
        values = self._data[self._position]
        self._position += 1
        return values if self._are_rows else self._made(values)

    def __iter__(self):
        self._check()
        while self._fill():
            data = self._data
            if not self._are_rows:
                yield self._next()
                continue
            while self._data is data and self._position < len(data):
                position = self._position
                self._position = position + 1
                yield data[position]
            self._check()

    def all(self):
        self._check()
        rows = []
        while self._fill():
            data = self._data[self._position :] if self._position else self._data
            rows += data if self._are_rows else [self._made(values) for values in data]
            self._position = len(self._data)
        return rows

    fetchall = all

    def close(self):
        self.closed = True
        if self._more is not None:
            request(
                "connection.close_result", {"connection": self._source, "result": self._more}
            )
            self._more = None

    def keys(self):
        if not self._returns_rows:
            self._check()
        return list(self._keys)

    def scalars(self, index=0):
        self._check()
        return ScalarResult(self, index)

    def mappings(self):
        self._check()
        return MappingResult(self)

    def columns(self, *col_expressions):
        positions = [
            key if isinstance(key, int) else self._place(key) for key in col_expressions
        ]
        row_class = _row_class([self._keys[position] for position in positions])
        return _Listed(
            [
                tuple.__new__(row_class, [row[position] for position in positions])
                for row in self
            ]
        )

    def _place(self, key):
        if not isinstance(key, str):
            position = self._row._places.get(id(key))
            if position is not None:
                return position
            key = getattr(key, "name", key)
        position = self._row._index.get(key)
        if position is None:
            from sqlalchemy.exc import NoSuchColumnError

            raise NoSuchColumnError(f"Could not locate column in row for column '{key}'")
        return position

    def scalar(self):
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self):
        return self.one()[0]

    def scalar_one_or_none(self):
        row = self.one_or_none()
        return None if row is None else row[0]

    def tuples(self):
        return self

    def freeze(self):
        return lambda: _Listed(self.all())

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.close()


class CursorResult(Result):
    """The result of a statement that was run."""

    context = None

    is_insert = False
    _inserted = None

    def __init__(self, answer, columns=None, connection=None):
        super().__init__(answer, columns, connection)
        self.rowcount = answer.get("rowcount", -1)
        self.lastrowid = answer.get("lastrowid")
        self._source = getattr(connection, "_identifier", None)
        self._connection = connection

    @property
    def connection(self):
        return self._connection

    @property
    def returns_rows(self):
        return self._returns_rows

    def supports_sane_rowcount(self):
        return True

    @property
    def inserted_primary_key(self):
        if not self.is_insert:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError("Statement is not an insert() expression construct.")
        if self._inserted is None:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError(
                "This statement was an executemany call; if primary key returning is supported, "
                "please use .inserted_primary_key_rows."
            )
        statement, _ = self._insertion
        keys = [column.key for column in statement.table.c if getattr(column, "primary_key", False)]
        return _row_class(keys)(self._inserted)

    def last_inserted_params(self):
        statement, rows = self._insertion
        return {**(statement._values or {}), **(rows[0] if rows else {})}

    @property
    def inserted_primary_key_rows(self):
        return [self.inserted_primary_key] if self._inserted is not None else []


class ScalarResult(_Rows):
    """One value of each row."""

    def close(self):
        self._result.close()

    def __init__(self, result, index):
        self._result = result
        self._column = index

    def _next(self):
        row = self._result._next()
        if row is _END:
            return _END
        return row[self._column] if isinstance(self._column, int) else row._by_key(self._column)

    def all(self):
        column = self._column
        if isinstance(column, int):
            return list(map(itemgetter(column), self._result.all()))
        return [row._by_key(column) for row in self._result.all()]

    fetchall = all


    def unique(self, strategy=None):
        if strategy is not id:
            return super().unique(strategy)
        items = self.all()
        return _Listed({id(item): item for item in items}.values())


class MappingResult(_Rows):
    """The rows as dictionaries."""

    def close(self):
        self._result.close()

    def __init__(self, result):
        self._result = result

    def _next(self):
        row = self._result._next()
        return _END if row is _END else row._mapping

    def keys(self):
        return self._result.keys()


class _Listed(_Rows):
    """Items that are all there."""

    def __init__(self, items):
        self._items = iter(items)

    def _next(self):
        return next(self._items, _END)

    def scalars(self, index=0):
        return ScalarResult(self, index)

    def mappings(self):
        return MappingResult(self)


IteratorResult = Result


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
