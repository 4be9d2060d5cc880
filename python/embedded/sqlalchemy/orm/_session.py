"""Sessions: instances of models that are read, changed and written back."""

from sqlalchemy.orm._flush import Flushing
from sqlalchemy.orm._instances import (
    Loader,
    attributes_of,
    key_of,
    primary_key_names,
    set_attribute,
    state_of,
)
from sqlalchemy.orm._query import Query
from sqlalchemy.sql._changes import Insert, Update


class Session(Flushing):
    """A session: it writes back what changed in the instances that it read."""

    def __init__(
        self,
        bind=None,
        *,
        autoflush=True,
        future=True,
        expire_on_commit=True,
        autobegin=True,
        info=None,
        query_cls=None,
        **kw,
    ):
        self.bind = bind
        self.autoflush = autoflush
        self.expire_on_commit = expire_on_commit
        self.info = dict(info or {})
        self._query_class = query_cls or Query
        self._identities = {}
        # The instances that may have changed, by their addresses: those of which it was noticed, and
        # those of models that do not tell.
        self._touched = {}
        self._unwatched = {}
        self._new = []
        self._deleted = []
        self._connection = None
        self._owns_transaction = False
        # The savepoint that it works in when the connection was in one.
        self._savepoint = None

    def __class_getitem__(cls, item):
        return cls

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.close()

    def __iter__(self):
        return iter([*self._new, *self._identities.values()])

    def __contains__(self, instance):
        return state_of(instance).session is self

    # Connection and transaction.

    def connection(self, bind_arguments=None, execution_options=None):
        from sqlalchemy.engine.base import Engine

        if self._connection is None:
            if self.bind is None:
                from sqlalchemy.exc import UnboundExecutionError

                raise UnboundExecutionError(
                    "Could not locate a bind configured on session"
                )
            if isinstance(self.bind, Engine):
                self._connection = self.bind.connect()
                self._owns_transaction = True
            else:
                self._connection = self.bind
                # A transaction that the session found is not the session's to commit.
                self._owns_transaction = not self.bind.in_transaction()
                if not self._owns_transaction and self.bind.in_nested_transaction():
                    self._savepoint = self.bind.begin_nested()
        return self._connection

    def get_bind(self, mapper=None, **kw):
        return self.bind

    def begin(self, nested=False):
        if nested:
            return self.begin_nested()
        self.connection()
        return _SessionTransaction(self)

    def begin_nested(self):
        self.flush()
        return _NestedTransaction(self, self.connection().begin_nested())

    def in_transaction(self):
        return self._connection is not None and self._connection.in_transaction()

    def in_nested_transaction(self):
        return self._connection is not None and self._connection.in_nested_transaction()

    is_active = True

    def commit(self):
        self.flush()
        self._end(True)
        if self.expire_on_commit:
            self.expire_all()

    def rollback(self):
        self._end(False)
        for instance in self._new:
            state_of(instance).session = None
        self._new = []
        self._deleted = []
        self.expire_all()

    def _end(self, commit):
        """Ends the transaction: the savepoint, if it has one; a commit leaves one that is not its own."""
        savepoint, self._savepoint = self._savepoint, None
        if savepoint is not None:
            savepoint._end(commit)
        elif self._connection is not None and (self._owns_transaction or not commit):
            if commit:
                self._connection.commit()
            else:
                self._connection.rollback()
        self._release()

    def _release(self):
        from sqlalchemy.engine.base import Engine

        if self._connection is not None and isinstance(self.bind, Engine):
            self._connection.close()
        self._connection = None

    def close(self):
        if self._savepoint is not None or self._owns_transaction:
            self._end(False)
        self._release()
        self.expunge_all()

    invalidate = reset = close

    # Statements.

    def _flush_by_itself(self):
        if self.autoflush:
            self.flush()

    def execute(
        self, statement, params=None, *, execution_options=None, bind_arguments=None, **kw
    ):
        self._flush_by_itself()
        if hasattr(statement, "__clause_element__"):
            statement = statement.__clause_element__()
        if statement.__class__.__name__ == "FromStatement":
            return statement.run(self, params, execution_options)
        if params and getattr(statement, "_model", None) is not None:
            rows = params if isinstance(params, (list, tuple)) else [params]
            if statement.is_update and statement._values is None and not statement._where_criteria:
                self.bulk_update_mappings(statement._model, rows)
                return None
            rows = [{statement._key(key): value for key, value in row.items()} for row in rows]
            params = rows if isinstance(params, (list, tuple)) else rows[0]
        result = self.connection().execute(
            statement, params, execution_options=execution_options
        )
        if getattr(statement, "is_dml", False):
            self._forget_rows_of(statement.table)
        makers = _makers(self, getattr(statement, "_entities", ()))
        return result if makers is None else result._with_entities(makers)

    def _forget_rows_of(self, table):
        for instance in list(self._identities.values()):
            if type(instance).__table__ is table:
                state_of(instance).expire()

    def scalar(self, statement, params=None, **kw):
        return self.execute(statement, params, **kw).scalar()

    def scalars(self, statement, params=None, **kw):
        return self.execute(statement, params, **kw).scalars()

    def query(self, *entities, **kw):
        return self._query_class(entities, self)

    def get(self, entity, ident, **kw):
        names = primary_key_names(entity)
        if isinstance(ident, dict):
            values = [ident[name] for name in names]
        else:
            values = list(ident) if isinstance(ident, (list, tuple)) else [ident]
        known = self._identities.get(key_of(entity, values))
        if known is not None and not state_of(known).is_deleted:
            return known
        columns = attributes_of(entity)
        query = self.query(entity).filter(
            *[columns[name] == value for name, value in zip(names, values)]
        )
        return query.one_or_none()

    def get_one(self, entity, ident, **kw):
        found = self.get(entity, ident, **kw)
        if found is None:
            from sqlalchemy.exc import NoResultFound

            raise NoResultFound("No row was found when one was required")
        return found

    # Instances.

    @property
    def new(self):
        return list(self._new)

    @property
    def deleted(self):
        return list(self._deleted)

    @property
    def dirty(self):
        return self._changed()

    def _changed(self):
        changed = []
        for instance in {**self._touched, **self._unwatched}.values():
            state = state_of(instance)
            if state.session is self and state.key is not None and not state.is_deleted:
                if state.changed_names():
                    changed.append(instance)
        return changed

    def is_modified(self, instance, include_collections=True):
        return bool(state_of(instance).changes())

    def add(self, instance, *, _warn=True):
        state = state_of(instance)
        if state.session is self:
            return
        state.session = self
        if state.key is not None:
            self._identities[state.key] = instance
            self._look_at(instance)
        else:
            self._new.append(instance)

    def _look_at(self, instance):
        """Has the instance looked at when changes are written back."""
        is_watched = type(instance).__setattr__ is set_attribute
        (self._touched if is_watched else self._unwatched)[id(instance)] = instance

    def add_all(self, instances):
        for instance in instances:
            self.add(instance)

    def delete(self, instance):
        state = state_of(instance)
        if state.key is None:
            from sqlalchemy.exc import InvalidRequestError

            raise InvalidRequestError(f"Instance {instance!r} is not persisted")
        if not any(other is instance for other in self._deleted):
            self._deleted.append(instance)

    def delete_all(self, instances):
        for instance in instances:
            self.delete(instance)

    def merge(self, instance, *, load=True, options=None):
        cls = type(instance)
        values = {
            name: instance.__dict__[name]
            for name in attributes_of(cls)
            if name in instance.__dict__
        }
        keys = [values.get(name) for name in primary_key_names(cls)]
        known = None if None in keys else self.get(cls, keys)
        if known is None:
            known = cls.__new__(cls)
            self.add(known)
        known.__dict__.update(values)
        state_of(known).note_change()
        return known

    def expunge(self, instance):
        state = state_of(instance)
        state.session = None
        self._identities.pop(state.key, None)
        self._new = [other for other in self._new if other is not instance]

    def expunge_all(self):
        for instance in self:
            state_of(instance).session = None
        self._identities.clear()
        self._touched.clear()
        self._unwatched.clear()
        self._new = []
        self._deleted = []

    def expire(self, instance, attribute_names=None):
        if attribute_names is None:
            state_of(instance).expire()
        else:
            for name in attribute_names:
                instance.__dict__.pop(name, None)
                state_of(instance).forget(name)

    def expire_all(self):
        for instance in self._identities.values():
            state_of(instance).expire()

    def refresh(self, instance, attribute_names=None, with_for_update=None):
        self._flush_by_itself()
        state = state_of(instance)
        state.expire()
        self._refresh(state)

    def _refresh(self, state):
        """Reads the attributes of an instance that are not known."""
        cls = type(state.instance)
        columns = attributes_of(cls)
        keys = [columns[name] for name in primary_key_names(cls)]
        from sqlalchemy.sql._selects import select

        statement = select(cls).where(
            *[column == value for column, value in zip(keys, state.key[1])]
        )
        row = self.connection().execute(statement).first()
        if row is None:
            from sqlalchemy.orm.exc import ObjectDeletedError

            raise ObjectDeletedError(
                state,
                f"Instance '<{cls.__name__} at {id(state.instance):#x}>' has been deleted, or its "
                "row is otherwise not present.",
            )
        Loader(self, cls).load([[row[place] for place in _places(cls)]])

    @property
    def no_autoflush(self):
        return _NoAutoflush(self)

    # Many at once.

    def bulk_save_objects(self, objects, return_defaults=False, update_changed_only=True, **kw):
        self.flush()
        known = []
        for instance in objects:
            if state_of(instance).key is None:
                self._new.append(instance)
            else:
                known.append(instance)
        self._update_all(known)
        self.flush()

    def bulk_insert_mappings(self, mapper, mappings, return_defaults=False, render_nulls=False):
        columns = attributes_of(_model(mapper))
        groups = {}
        for mapping in mappings:
            row = {columns[name].key: value for name, value in mapping.items()}
            groups.setdefault(tuple(sorted(row)), []).append(row)
        for rows in groups.values():
            self.connection().execute(Insert(_model(mapper).__table__), rows)

    def bulk_update_mappings(self, mapper, mappings):
        from sqlalchemy.sql._expressions import BindParameter

        model = _model(mapper)
        columns = attributes_of(model)
        keys = primary_key_names(model)
        groups = {}
        for mapping in mappings:
            groups.setdefault(tuple(sorted(mapping)), []).append(mapping)
        for names, rows in groups.items():
            table = model.__table__
            statement = Update(table).where(
                *[columns[name] == BindParameter(f"{table.name}_{name}") for name in keys]
            )
            statement = statement.values(
                {columns[name].key: BindParameter(name) for name in names if name not in keys}
            )
            self.connection().execute(
                statement,
                [
                    {
                        (f"{table.name}_{name}" if name in keys else name): value
                        for name, value in row.items()
                    }
                    for row in rows
                ],
            )
        self._forget_rows_of(model.__table__)


def _model(mapper):
    return getattr(mapper, "class_", mapper)


def _makers(session, entities):
    """Returns what makes the items of rows of so many columns; None where all are plain."""
    makers = []
    for entity in entities:
        model = getattr(entity, "_aliased_model", entity)
        table = getattr(model, "__table__", None)
        if table is None or not isinstance(model, type):
            makers.append((1, None, None))
        else:
            makers.append((len(table.c), _maker(session, model), model.__name__))
    return makers if any(make is not None for _, make, _ in makers) else None


def _places(model):
    """Returns the places that the attributes of a model have among the columns of its table."""
    order = {id(column): place for place, column in enumerate(model.__table__.c)}
    return [order[id(column)] for column in attributes_of(model).values()]


def _maker(session, model):
    """Returns what makes instances of rows."""
    load, places = Loader(session, model).load, _places(model)
    if places == list(range(len(places))):
        return load
    return lambda rows: load([[values[place] for place in places] for values in rows])


class _SessionTransaction:
    """`with session.begin()`: what the session does is committed at the end."""

    def __init__(self, session):
        self.session = session

    def commit(self):
        self.session.commit()

    def rollback(self):
        self.session.rollback()

    def __enter__(self):
        return self.session

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.session.commit()
        else:
            self.session.rollback()


class _NestedTransaction:
    """A savepoint of a session: what the session changed is written before it ends."""

    def __init__(self, session, savepoint):
        self.session = session
        self._savepoint = savepoint

    @property
    def is_active(self):
        return self._savepoint.is_active

    def commit(self):
        self.session.flush()
        self._savepoint.commit()

    def rollback(self):
        self._savepoint.rollback()
        for instance in self.session._new:
            state_of(instance).session = None
        self.session._new = []
        self.session.expire_all()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is not None:
            self.rollback()
        elif self.is_active:
            try:
                self.commit()
            except BaseException:
                self.rollback()
                raise


class _NoAutoflush:
    def __init__(self, session):
        self._session = session

    def __enter__(self):
        self._before = self._session.autoflush
        self._session.autoflush = False
        return self._session

    def __exit__(self, *arguments):
        self._session.autoflush = self._before


class sessionmaker:
    """A factory of sessions."""

    def __init__(self, bind=None, *, class_=Session, **kw):
        self.class_ = class_
        self.kw = {**kw, "bind": bind}

    def __class_getitem__(cls, item):
        return cls

    def configure(self, **kw):
        self.kw.update(kw)

    def __call__(self, **kw):
        return self.class_(**{**self.kw, **kw})

    def begin(self):
        session = self()
        return session.begin()


class scoped_session:
    """One session for each thread."""

    def __init__(self, session_factory, scopefunc=None):
        self.session_factory = session_factory
        self._session = None

    def __call__(self, **kw):
        if self._session is None:
            self._session = self.session_factory(**kw)
        return self._session

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self(), name)

    def configure(self, **kw):
        self.session_factory.configure(**kw)

    def query_property(self, query_cls=None):
        return _QueryProperty(self, query_cls or Query)

    def remove(self):
        if self._session is not None:
            self._session.close()
            self._session = None


class _QueryProperty:
    """`Model.query`."""

    def __init__(self, registry, query_class):
        self._registry = registry
        self._query_class = query_class

    def __get__(self, instance, owner):
        if getattr(owner, "__table__", None) is None:
            return None
        return self._query_class((owner,), self._registry())


class _AliasedModel:
    """A model under another name."""

    def __init__(self, model, name=None):
        self._aliased_model = model
        self._alias = model.__table__.alias(name)

    def __clause_element__(self):
        return self._alias

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        column = attributes_of(self._aliased_model).get(name)
        if column is None:
            raise AttributeError(name)
        return self._alias.c[column.key]


def aliased(element, alias=None, name=None, flat=False, adapt_on_names=False):
    if isinstance(element, type):
        return _AliasedModel(element, name)
    return element.alias(name)


def object_session(instance):
    return state_of(instance).session


def close_all_sessions():
    pass


def make_transient(instance):
    state = state_of(instance)
    if state.session is not None:
        state.session.expunge(instance)
    state.key = None
    state.loaded = ()


class _Option:
    """How related instances are read, which the built-in interpreter does not do."""

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return lambda *args, **kw: self


def _option(*args, **kw):
    return _Option()


contains_eager = defer = joinedload = lazyload = load_only = noload = raiseload = _option
selectinload = subqueryload = undefer = immediateload = with_loader_criteria = _option


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
