"""Queries of a session."""

from sqlalchemy.orm._instances import attributes_of
from sqlalchemy.sql._changes import Delete, Update
from sqlalchemy.sql._labels import (
    LABEL_STYLE_DISAMBIGUATE_ONLY,
    LABEL_STYLE_TABLENAME_PLUS_COL,
)
from sqlalchemy.sql._selects import Exists, Select, select
from sqlalchemy.sql.functions import func


def _through(name):
    def method(self, *args, **kw):
        return self._with(getattr(self._select, name)(*args, **kw))

    method.__name__ = name
    return method


class Query:
    """A query whose rows a session turns into instances."""

    def __init__(self, entities, session=None):
        if not isinstance(entities, (list, tuple)):
            entities = (entities,)
        self.session = session
        self._select = select(*entities).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)

    # Whether instances that are known already take the values of the rows.
    _populates_existing = False

    def __class_getitem__(cls, item):
        return cls

    def _with(self, statement):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy._select = statement
        return copy

    filter = where = _through("where")
    filter_by = _through("filter_by")
    join = _through("join")
    outerjoin = _through("outerjoin")
    order_by = _through("order_by")
    group_by = _through("group_by")
    having = _through("having")
    limit = _through("limit")
    offset = _through("offset")
    slice = _through("slice")
    distinct = _through("distinct")
    select_from = _through("select_from")
    add_columns = _through("add_columns")
    correlate = _through("correlate")
    with_for_update = _through("with_for_update")
    execution_options = _through("execution_options")
    prefix_with = _through("prefix_with")
    add_entity = _through("add_columns")

    def from_statement(self, statement):
        return self._with(self._select.from_statement(statement))

    def with_entities(self, *entities):
        return self._with(self._select.with_only_columns(*entities, maintain_column_froms=True))

    def _same(self, *args, **kw):
        return self

    options = enable_eagerloads = yield_per = autoflush = _same
    enable_assertions = with_session = reset_joinpoint = _same

    def populate_existing(self):
        copy = self._with(self._select)
        copy._populates_existing = True
        return copy

    def params(self, *args, **kw):
        copy = self._with(self._select)
        copy._parameters = {**getattr(self, "_parameters", {}), **(args[0] if args else {}), **kw}
        return copy

    def union(self, *others):
        return self._of_compound("union", others)

    def union_all(self, *others):
        return self._of_compound("union_all", others)

    def _of_compound(self, word, others):
        compound = getattr(self._select, word)(*[other._select for other in others])
        rows = compound.subquery()
        entities = [rows]
        model = self._only_model()
        if model is not None:
            entities = list(rows.c)
        query = self._with(select(*entities))
        query._select._entities = self._select._entities
        return query

    @property
    def statement(self):
        return self._select

    selectable = statement

    def __clause_element__(self):
        return self._select

    @property
    def _as_source(self):
        return self._select._as_source

    def subquery(self, name=None, **kw):
        return self._with_plain_names().subquery(name)

    def cte(self, name=None, recursive=False, nesting=False):
        return self._with_plain_names().cte(name, recursive, nesting)

    def _with_plain_names(self):
        return self._select.set_label_style(LABEL_STYLE_DISAMBIGUATE_ONLY)

    def scalar_subquery(self):
        return self._select.scalar_subquery()

    as_scalar = scalar_subquery

    def label(self, name):
        return self.scalar_subquery().label(name)

    def exists(self):
        return Exists(self._select.with_only_columns(1, maintain_column_froms=True))

    def __str__(self):
        bind = self.session.bind if self.session is not None else None
        return str(self._select if bind is None else self._select.compile(dialect=bind.dialect))

    # Rows.

    def _only_model(self):
        entities = self._select._entities
        if len(entities) == 1 and getattr(entities[0], "__table__", None) is not None:
            return entities[0]
        return None

    def _result(self, statement=None):
        if self._populates_existing:
            self.session._flush_by_itself()
            for entity in self._select._entities:
                self.session._forget_rows_of(getattr(entity, "__table__", None))
        result = self.session.execute(
            self._select if statement is None else statement, getattr(self, "_parameters", None)
        )
        return result.scalars().unique(id) if self._only_model() is not None else result

    def __iter__(self):
        return iter(self._result())

    def __getitem__(self, item):
        if not isinstance(item, slice):
            return list(self[item : item + 1] if item >= 0 else self)[0 if item >= 0 else item]
        if (item.start or 0) < 0 or (item.stop or 0) < 0:
            return list(self)[item]
        return list(self.slice(item.start, item.stop))[:: item.step]

    def all(self):
        return self._result().all()

    def first(self):
        limited = getattr(self._select, "limit", None)
        return self._result(None if limited is None else limited(1)).first()

    def one(self):
        return self._result().one()

    def one_or_none(self):
        return self._result().one_or_none()

    def scalar(self):
        try:
            row = self.one()
        except LookupError:
            return None
        except Exception as error:
            if type(error).__name__ == "NoResultFound":
                return None
            raise
        return row[0] if isinstance(row, tuple) else row

    def get(self, ident):
        return self.session.get(self._only_model(), ident)

    def count(self):
        rows = self._select.order_by(None).subquery()
        return self.session.execute(select(func.count()).select_from(rows)).scalar()

    # Changes.

    def _changed_table(self):
        return self._only_model().__table__

    def update(self, values, synchronize_session="auto", update_args=None):
        model = self._only_model()
        attributes = attributes_of(model)
        settings = {}
        pairs = values.items() if hasattr(values, "items") else values
        for key, value in pairs:
            column = attributes.get(key) if isinstance(key, str) else key
            settings[column.key if column is not None else key] = value
        statement = Update(self._changed_table()).where(*self._select._where_criteria)
        result = self.session.execute(statement.values(settings))
        return result.rowcount

    def delete(self, synchronize_session="auto", delete_args=None):
        statement = Delete(self._changed_table()).where(*self._select._where_criteria)
        return self.session.execute(statement).rowcount


__all__ = ["Query", "Select"]
