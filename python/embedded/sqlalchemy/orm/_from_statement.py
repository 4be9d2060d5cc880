"""Instances of models whose rows come from a statement of the script's own."""

from sqlalchemy.orm._instances import Loader, attributes_of, primary_key_names, state_of
from sqlalchemy.sql._labels import base_columns
from sqlalchemy.sql._selects import TextualSelect
from sqlalchemy.sql.elements import ClauseElement, Executable, TextClause


class FromStatement(Executable, ClauseElement):
    """A statement that gives the rows of models."""

    __visit_name__ = "from_statement"

    def __init__(self, entities, element):
        self._entities = entities
        self.element = element

    def compile(self, *arguments, **keywords):
        return self.element.compile(*arguments, **keywords)

    def _executed(self):
        """Returns the statement as it is run: that of text is told the types of its columns."""
        if not isinstance(self.element, TextClause):
            return self.element
        columns = []
        for entity in self._entities:
            columns.extend(_columns(entity).values())
        return TextualSelect(self.element, columns)

    def run(self, session, parameters, execution_options):
        """Returns the result with instances in the place of their columns."""
        statement = self._executed()
        result = session.connection().execute(
            statement, parameters, execution_options=execution_options
        )
        if getattr(statement, "is_dml", False):
            session._forget_rows_of(statement.table)
        is_known_by_names = getattr(statement, "_is_known_by_names", False)
        named = [] if is_known_by_names else statement._named_columns()
        names = list(result.keys())
        makers = [_maker(session, entity, named, names) for entity in self._entities]
        return result._with_columns_for(makers)


def _columns(entity):
    """Returns the columns of a model or a column by their names."""
    return attributes_of(entity) if isinstance(entity, type) else {entity.key: entity}


def _place(column, named, names):
    """Returns the place that a column has in the result, or nothing."""
    for place, other in enumerate(named):
        if any(base is column for base in base_columns(other.column)):
            return place
    return names.index(column.name) if column.name in names else None


def _maker(session, entity, named, names):
    """Returns what makes instances, or values, of rows, and its name."""
    columns = _columns(entity)
    places = {name: _place(column, named, names) for name, column in columns.items()}
    is_model = isinstance(entity, type)
    for name in primary_key_names(entity) if is_model else places:
        if places[name] is None:
            from sqlalchemy.exc import NoSuchColumnError

            raise NoSuchColumnError(f"Could not locate column in row for column '{columns[name]}'")
    if not is_model:
        (place,) = places.values()
        return lambda rows: [row[place] for row in rows], entity.key
    loader = Loader(session, entity)
    absent = [name for name, place in places.items() if place is None]

    def make(rows):
        instances = loader.load(
            [[None if place is None else row[place] for place in places.values()] for row in rows]
        )
        for instance in instances:
            for name in absent:
                # What the statement does not give is read when it is asked for.
                instance.__dict__.pop(name, None)
                state_of(instance).forget(name)
        return instances

    return make, entity.__name__
