"""Database URLs, which the engine parses and writes."""

from alembic._waist import request


class URL(tuple):
    """The parts of a URL."""

    __slots__ = ()
    _fields = ("drivername", "username", "password", "host", "port", "database", "query")

    @classmethod
    def _of_parts(cls, parts):
        return tuple.__new__(
            cls,
            [parts.get(field) for field in cls._fields[:-1]]
            + [
                {
                    key: tuple(value) if isinstance(value, list) else value
                    for key, value in (parts.get("query") or {}).items()
                }
            ],
        )

    @classmethod
    def create(
        cls,
        drivername,
        username=None,
        password=None,
        host=None,
        port=None,
        database=None,
        query={},
    ):
        return cls._of_parts(
            {
                "drivername": drivername,
                "username": username,
                "password": None if password is None else str(password),
                "host": host,
                "port": int(port) if port is not None else None,
                "database": database,
                "query": dict(query),
            }
        )

    drivername = property(lambda self: self[0])
    username = property(lambda self: self[1])
    password = property(lambda self: self[2])
    host = property(lambda self: self[3])
    port = property(lambda self: self[4])
    database = property(lambda self: self[5])
    query = property(lambda self: self[6])

    def _parts(self):
        parts = dict(zip(self._fields, self))
        parts["query"] = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in parts["query"].items()
        }
        return parts

    def set(self, **changes):
        parts = dict(zip(self._fields, self))
        for name, value in changes.items():
            if value is not None:
                parts[name] = value
        return self.create(**parts)

    def update_query_dict(self, query_parameters, append=False):
        return self.set(query={**self.query, **query_parameters})

    def difference_update_query(self, names):
        return self._of_parts(
            {
                **dict(zip(self._fields, self)),
                "query": {key: value for key, value in self.query.items() if key not in names},
            }
        )

    def render_as_string(self, hide_password=True):
        return request("url.render", {"url": self._parts(), "hide_password": hide_password})

    def get_backend_name(self):
        return self.drivername.partition("+")[0]

    def get_driver_name(self):
        driver = self.drivername.partition("+")[2]
        return driver or _DRIVERS.get(self.drivername, "")

    def get_dialect(self, _is_async=False):
        from sqlalchemy.engine.default import dialect_class

        return dialect_class(self.get_backend_name())

    def translate_connect_args(self, names=None, **kw):
        translated = {}
        for field in ("host", "database", "username", "password", "port"):
            value = getattr(self, field)
            if value is not None and value != "":
                translated[kw.get(field, field)] = value
        return translated

    def __str__(self):
        return self.render_as_string(hide_password=True)

    __repr__ = __str__

    def __copy__(self):
        return self


_DRIVERS = {
    "postgresql": "psycopg2",
    "mysql": "mysqldb",
    "mariadb": "mysqldb",
    "sqlite": "pysqlite",
    "mssql": "pyodbc",
    "oracle": "oracledb",
}


def make_url(name_or_url):
    """Returns the parts of a URL given as text; a URL stays as it is."""
    if isinstance(name_or_url, URL):
        return name_or_url
    if isinstance(name_or_url, str):
        return URL._of_parts(request("url.parse", {"url": str.__str__(name_or_url)}))
    from sqlalchemy.exc import ArgumentError

    raise ArgumentError(f"Expected string or URL object, got {name_or_url!r}")


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
