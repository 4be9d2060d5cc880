"""Identities, computed columns and sequences."""

from sqlalchemy.sql._items import DefaultGenerator, FetchedValue, _argument_error, _shown
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.sqltypes import to_instance

_COUNTING = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle")


class Identity(FetchedValue):
    """An identity."""

    __visit_name__ = "identity_column"

    def __init__(
        self,
        always=False,
        on_null=None,
        start=None,
        increment=None,
        minvalue=None,
        maxvalue=None,
        nominvalue=None,
        nomaxvalue=None,
        cycle=None,
        cache=None,
        order=None,
        **dialect_kw,
    ):
        self.always = always
        self.on_null = on_null
        self.start = start
        self.increment = increment
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.nominvalue = nominvalue
        self.nomaxvalue = nomaxvalue
        self.cycle = cycle
        self.cache = cache
        self.order = order
        self.dialect_kwargs = dialect_kw

    def __repr__(self):
        return _shown(self, (), ("always", "on_null", *_COUNTING, "cache", "order"))

    def _set_parent(self, column):
        if column.server_default is not None and column.server_default is not self:
            raise _argument_error(
                "A column with an Identity object cannot specify a server_default "
                "or a server_onupdate argument"
            )
        column.identity = self
        column.server_default = self
        if column._user_defined_nullable is None:
            column.nullable = False


class Computed(FetchedValue):
    """The expression of a computed column."""

    __visit_name__ = "computed_column"

    def __init__(self, sqltext, persisted=None):
        self.sqltext = TextClause(sqltext) if isinstance(sqltext, str) else sqltext
        self.persisted = persisted

    def __repr__(self):
        return _shown(self, (self.sqltext,), ("persisted",))

    def _set_parent(self, column):
        if column.server_default is not None or column.server_onupdate is not None:
            raise _argument_error(
                "A generated column cannot specify a server_default or a server_onupdate argument"
            )
        column.computed = self
        column.server_default = self
        column.server_onupdate = self


class Sequence(DefaultGenerator):
    """A sequence."""

    __visit_name__ = "sequence"
    is_sequence = True
    column = None

    def __init__(
        self,
        name,
        start=None,
        increment=None,
        minvalue=None,
        maxvalue=None,
        nominvalue=None,
        nomaxvalue=None,
        cycle=None,
        schema=None,
        cache=None,
        order=None,
        data_type=None,
        optional=False,
        quote=None,
        metadata=None,
        quote_schema=None,
        for_update=False,
        **dialect_kw,
    ):
        self.name = name
        self.start = start
        self.increment = increment
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.nominvalue = nominvalue
        self.nomaxvalue = nomaxvalue
        self.cycle = cycle
        self.schema = schema if schema is not None else getattr(metadata, "schema", None)
        self.cache = cache
        self.order = order
        self.data_type = None if data_type is None else to_instance(data_type)
        self.optional = optional
        self._metadata = metadata
        self.for_update = for_update
        self.dialect_kwargs = dialect_kw
        if metadata is not None:
            metadata._sequences[name] = self

    def __repr__(self):
        options = (*_COUNTING, "schema", "cache", "order", "data_type", "optional", "metadata")
        return _shown(self, (self.name,), options)

    @property
    def metadata(self):
        if self._metadata is None and self.column is not None:
            return getattr(self.column.table, "metadata", None)
        return self._metadata

    def next_value(self):
        from sqlalchemy.sql.functions import next_value

        return next_value(self)

    def create(self, bind, checkfirst=True):
        from sqlalchemy.sql.ddl import CreateSequence, run

        run(bind, CreateSequence(self, if_not_exists=checkfirst))

    def drop(self, bind, checkfirst=True):
        from sqlalchemy.sql.ddl import DropSequence, run

        run(bind, DropSequence(self, if_exists=checkfirst))

    def _set_parent(self, column):
        self.column = column
        column.default = self
