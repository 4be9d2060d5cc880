"""Results and their rows."""

from alembic._values import from_data


class RowMapping:
    """A row as a dictionary."""

    def __init__(self, row):
        self._row = row

    def __getitem__(self, key):
        return self._row._by_key(key)

    def __iter__(self):
        return iter(self._row._keys)

    def __len__(self):
        return len(self._row)

    def __contains__(self, key):
        return getattr(key, "name", key) in self._row._index

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
    """One row."""

    @classmethod
    def _of(cls, values, keys, index):
        row = tuple.__new__(cls, values)
        row.__dict__["_keys"] = keys
        row.__dict__["_index"] = index
        return row

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
        if not isinstance(key, str):
            key = getattr(key, "name", key)
        position = self._index.get(key)
        if position is None:
            from sqlalchemy.exc import NoSuchColumnError

            raise NoSuchColumnError(f"Could not locate column in row for column '{key}'")
        return self[position]

    def __getattr__(self, name):
        position = self.__dict__["_index"].get(name) if "_index" in self.__dict__ else None
        if position is None:
            raise AttributeError(f"Could not locate column in row for column '{name}'")
        return self[position]

    def __setattr__(self, name, value):
        raise AttributeError("can't set attribute")

    def __reduce__(self):
        return (tuple, (tuple(self),))


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

    def fetchmany(self, size=None):
        items = []
        while size is None or len(items) < size:
            item = self._next()
            if item is _END:
                break
            items.append(item)
            if size is None:
                break
        return items

    def partitions(self, size=None):
        while True:
            part = self.fetchmany(size or 1)
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
        return item

    def unique(self, strategy=None):
        seen = []
        kept = []
        for item in self:
            mark = strategy(item) if strategy else item
            if mark not in seen:
                seen.append(mark)
                kept.append(item)
        return _Listed(kept)

    def close(self):
        self.closed = True


_END = object()


class Result(_Rows):
    """The rows of a statement."""

    def __init__(self, answer):
        self._returns_rows = answer.get("returns_rows", False)
        self._keys = answer.get("columns") or []
        self._data = answer.get("rows") or []
        self._position = 0
        index = {}
        for position, key in enumerate(self._keys):
            index.setdefault(key, position)
        self._index = index

    def _check(self):
        if not self._returns_rows:
            from sqlalchemy.exc import ResourceClosedError

            raise ResourceClosedError(
                "This result object does not return rows. It has been closed automatically."
            )

    def _next(self):
        self._check()
        if self.closed or self._position >= len(self._data):
            return _END
        values = self._data[self._position]
        self._position += 1
        return Row._of(
            [from_data(value) if type(value) is dict else value for value in values],
            self._keys,
            self._index,
        )

    def keys(self):
        self._check()
        return list(self._keys)

    def scalars(self, index=0):
        return ScalarResult(self, index)

    def mappings(self):
        return MappingResult(self)

    def columns(self, *col_expressions):
        positions = [
            key if isinstance(key, int) else self._index[getattr(key, "name", key)]
            for key in col_expressions
        ]
        keys = [self._keys[position] for position in positions]
        index = {key: position for position, key in enumerate(keys)}
        return _Listed(
            [Row._of([row[position] for position in positions], keys, index) for row in self]
        )

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

    def yield_per(self, num):
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

    def __init__(self, answer):
        super().__init__(answer)
        self.rowcount = answer.get("rowcount", -1)
        self.lastrowid = answer.get("lastrowid")
        self._inserted = answer.get("inserted_primary_key")

    @property
    def returns_rows(self):
        return self._returns_rows

    @property
    def is_insert(self):
        return self._inserted is not None

    @property
    def inserted_primary_key(self):
        if self._inserted is not None:
            return tuple(from_data(value) for value in self._inserted)
        return (self.lastrowid,)


class ScalarResult(_Rows):
    """One value of each row."""

    def __init__(self, result, index):
        self._result = result
        self._column = index

    def _next(self):
        row = self._result._next()
        if row is _END:
            return _END
        return row[self._column] if isinstance(self._column, int) else row._by_key(self._column)


class MappingResult(_Rows):
    """The rows as dictionaries."""

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
