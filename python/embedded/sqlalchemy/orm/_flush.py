"""Writing back what a session was given and what changed in it."""

from alembic._engine import values_of
from sqlalchemy.orm._instances import (
    attributes_of,
    key_of,
    names_of,
    primary_key_names,
    set_attribute,
    state_of,
)
from sqlalchemy.sql._changes import Delete, Insert, Update


class Flushing:
    """The part of a session that writes to the database."""

    def flush(self, objects=None):
        changed = self._changed()
        if self._new or changed:
            self._save(changed)
        self._touched.clear()
        deleted, self._deleted = self._deleted, []
        for instance in sorted(deleted, key=self._dependency, reverse=True):
            self._delete(instance)

    def _save(self, changed):
        """Writes changes and new rows, table by table, those that others refer to first."""
        new, self._new = self._new, []
        try:
            tables = {}
            for kind, instances in (("changed", changed), ("new", new)):
                for instance in instances:
                    table = type(instance).__table__
                    groups = tables.get(table)
                    if groups is None:
                        groups = tables[table] = {"changed": [], "new": []}
                    groups[kind].append(instance)
            ordered = sorted(
                tables.values(),
                key=lambda groups: self._dependency([*groups["changed"], *groups["new"]][0]),
            )
            for groups in ordered:
                self._update_all(_in_order(groups["changed"]))
                self._insert(groups["new"])
        except BaseException:
            self._new = new
            if self._savepoint is not None:
                self._end(False)
            raise

    def _dependency(self, instance):
        table = type(instance).__table__
        tables = table.metadata.sorted_tables
        return next((place for place, other in enumerate(tables) if other is table), 0)

    def _insert(self, instances):
        group, names = [], None
        for instance in instances:
            values = _set_values(instance)
            keys = [name for name in primary_key_names(type(instance)) if name not in values]
            current = (type(instance), tuple(values))
            if keys or current != names:
                self._insert_group(group)
                group = []
            names = current
            if keys:
                self._insert_one(instance, values)
            else:
                group.append((instance, values))
        self._insert_group(group)

    def _insert_one(self, instance, values):
        cls = type(instance)
        columns = attributes_of(cls)
        statement = Insert(cls.__table__).values(
            {columns[name].key: value for name, value in values.items()}
        )
        result = self.connection().execute(statement)
        keys = [column for column in cls.__table__.c if column.primary_key]
        made = {id(column): value for column, value in zip(keys, result.inserted_primary_key)}
        for name in primary_key_names(cls):
            if name not in instance.__dict__ or instance.__dict__[name] is None:
                instance.__dict__[name] = made.get(id(columns[name]))
        self._take(instance)

    def _insert_group(self, group):
        if not group:
            return
        cls = type(group[0][0])
        columns = attributes_of(cls)
        rows = [
            {columns[name].key: value for name, value in values.items()} for _, values in group
        ]
        plain = not any(_is_expression(value) for row in rows for value in row.values())
        if plain:
            self.connection().execute(Insert(cls.__table__), rows if len(rows) > 1 else rows[0])
        else:
            for row in rows:
                self.connection().execute(Insert(cls.__table__).values(row))
        for instance, _ in group:
            self._take(instance)

    def _take(self, instance):
        """Takes an instance that the database has now."""
        state = state_of(instance)
        cls = type(instance)
        values = instance.__dict__
        state.session = self
        state.key = key_of(cls, [values.get(name) for name in primary_key_names(cls)])
        self._identities[state.key] = instance
        for name in names_of(cls):
            if name in values and _is_expression(values[name]):
                # What the database made of an expression is read when it is asked for.
                del values[name]
        state.keep()
        if type(instance).__setattr__ is not set_attribute:
            self._unwatched[id(instance)] = instance

    def _update_all(self, instances):
        """Writes changes; neighbours in which the same attributes changed go together."""
        group, before = [], None
        for instance in instances:
            names = state_of(instance).changed_names()
            current = (type(instance), names)
            values = instance.__dict__
            for name in names:
                if _is_expression(values[name]):
                    current = None
            if current is None or current != before:
                self._update_group(group, before)
                group = []
            before = current
            if current is None:
                self._update(instance)
            elif names:
                group.append(instance)
        self._update_group(group, before)

    def _update_group(self, instances, group):
        if len(instances) < 2:
            for instance in instances:
                self._update(instance)
            return
        from sqlalchemy.sql._expressions import BindParameter

        model, names = group
        table = model.__table__
        keys = [column for column in table.c if column.primary_key]
        columns = attributes_of(model)
        key_names = [f"{table.name}_{column.name}" for column in keys]
        statement = (
            Update(table)
            .where(
                *[
                    column == BindParameter(name, type_=column.type)
                    for column, name in zip(keys, key_names)
                ]
            )
            .values(
                {
                    columns[name].key: BindParameter(columns[name].key, type_=columns[name].type)
                    for name in names
                }
            )
        )
        sent = [columns[name].key for name in names] + key_names
        rows = []
        for instance in instances:
            row = values_of(instance.__dict__, names, None)
            rows.append(dict(zip(sent, row + state_of(instance).key[1])))
        result = self.connection().execute(statement, rows)
        self._require_rows(table, len(rows), result.rowcount)
        keeps_keys = not any(columns[name].primary_key for name in names)
        for instance in instances:
            if keeps_keys:
                state_of(instance).keep()
            else:
                self._identities.pop(state_of(instance).key, None)
                self._take(instance)

    def _require_rows(self, table, expected, found):
        if 0 <= found < expected:
            from sqlalchemy.orm.exc import StaleDataError

            raise StaleDataError(
                f"UPDATE statement on table '{table.name}' expected to update {expected} row(s); "
                f"{found} were matched."
            )

    def _update(self, instance):
        state = state_of(instance)
        table = type(instance).__table__
        keys = [column for column in table.c if column.primary_key]
        statement = (
            Update(table)
            .where(*[column == value for column, value in zip(keys, state.key[1])])
            .values({column.key: value for column, value in state.changes().values()})
        )
        result = self.connection().execute(statement)
        self._require_rows(table, 1, result.rowcount)
        self._identities.pop(state.key, None)
        self._take(instance)

    def _delete(self, instance):
        state = state_of(instance)
        table = type(instance).__table__
        keys = [column for column in table.c if column.primary_key]
        self.connection().execute(
            Delete(table).where(*[column == value for column, value in zip(keys, state.key[1])])
        )
        self._identities.pop(state.key, None)
        state.is_deleted = True
        state.session = None


def _in_order(instances):
    """Returns instances in the order of their keys."""
    try:
        return sorted(instances, key=_key_values)
    except TypeError:
        # Values of several kinds have no order among them.
        return sorted(
            instances,
            key=lambda instance: [
                (type(value).__name__, value) for value in _key_values(instance)
            ],
        )


def _key_values(instance):
    return instance.__dict__["_sa_instance_state"].key[1]


# What a value is mostly, which is no expression.
_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))


def _is_expression(value):
    return type(value) not in _PLAIN and hasattr(value, "__visit_name__")


def _set_values(instance):
    """Returns the attributes of an instance that were set."""
    values = instance.__dict__
    cls = type(instance)
    found = {name: values[name] for name in attributes_of(cls) if name in values}
    for name in primary_key_names(cls):
        if name in found and found[name] is None:
            del found[name]
    return found
