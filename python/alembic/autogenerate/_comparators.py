"""Calls the comparators of projects and packages with the objects that they expect."""

from alembic._waist import held
from alembic.autogenerate import _hooks, compare
from alembic.util.langhelpers import PriorityDispatchResult

# What is chosen for the comparison that an environment has begun, and its autogenerate context,
# which is made when a function needs it.
_chosen = None
_context_of_environment = None


def comparators():
    """Describes the functions that a comparison calls, in their order."""
    global _chosen, _context_of_environment
    given = _hooks.comparison()
    if given is not None:
        return given[1]
    from alembic import context

    migration_context = context.get_context()
    _chosen = compare.comparators_of(migration_context)
    _context_of_environment = None
    return compare.described_comparators(_chosen, migration_context)


def _autogen_context():
    global _context_of_environment
    given = _hooks.comparison()
    if given is not None:
        return given[0]
    if _context_of_environment is None:
        from alembic import context
        from alembic.autogenerate.api import AutogenContext

        made = AutogenContext(context.get_context(), autogenerate=False)
        made.comparators = _chosen
        _context_of_environment = made
    return _context_of_environment


class _Operations:
    """Operations that a function may change, and what they were before."""

    def __init__(self, described):
        from alembic.operations._from_data import operation

        metadata = _hooks.metadata()
        self.given = [operation(data, metadata) for data in described]
        self._before = [_state(given) for given in self.given]

    def left(self, operations):
        """Describes what a function has left: its own, and which of the given ones it kept."""
        places = {id(given): place for place, given in enumerate(self.given)}
        answer = []
        for operation in operations:
            place = places.get(id(operation))
            if place is not None and _state(operation) == self._before[place]:
                answer.append({"kept": place})
            else:
                answer.append(_hooks.held_operation(operation))
        return answer


def _state(operation):
    attributes = {name: id(value) for name, value in vars(operation).items()}
    return operation._described(), attributes


def _answer(result, operations, left):
    return {
        "stops": result is PriorityDispatchResult.STOP,
        "operations": operations.left(left),
    }


def compare_all(function, described):
    """Lets a function compare the whole."""
    from alembic.operations.ops import UpgradeOps

    operations = _Operations(described)
    upgrade_ops = UpgradeOps(operations.given)
    result = held(function)(_autogen_context(), upgrade_ops)
    return _answer(result, operations, upgrade_ops.ops)


def compare_schemas(function, described, schemas):
    """Lets a function compare schemas."""
    from alembic.operations.ops import UpgradeOps

    operations = _Operations(described)
    upgrade_ops = UpgradeOps(operations.given)
    result = held(function)(_autogen_context(), upgrade_ops, set(schemas))
    return _answer(result, operations, upgrade_ops.ops)


def compare_table(function, described, database, model):
    """Lets a function compare one table."""
    from alembic._build import name
    from alembic.operations.ops import ModifyTableOps

    operations = _Operations(described["ops"])
    table_name, schema = name(described["table_name"]), name(described.get("schema"))
    modify_table_ops = ModifyTableOps(table_name, operations.given, schema=schema)
    result = held(function)(
        _autogen_context(),
        modify_table_ops,
        schema,
        table_name,
        _hooks.object_of(database),
        _hooks.object_of(model),
    )
    return _answer(result, operations, modify_table_ops.ops)


def compare_column(function, described, database, model):
    """Lets a function compare one column."""
    from alembic.operations._from_data import operation

    alter_column_op = operation(described, _hooks.metadata())
    before = alter_column_op._described()
    result = held(function)(
        _autogen_context(),
        alter_column_op,
        alter_column_op.schema,
        alter_column_op.table_name,
        alter_column_op.column_name,
        _hooks.object_of(database),
        _hooks.object_of(model),
    )
    after = alter_column_op._described()
    return {
        "stops": result is PriorityDispatchResult.STOP,
        "alter": None if after == before else after,
    }


def compare_objects(method, model, database):
    """Asks a project's own side of the database what two things of one name come to."""
    compare_them = getattr(_hooks.impl(), method)
    result = compare_them(_hooks.object_of(model), _hooks.object_of(database))
    return {"status": result.status, "message": result.message}


def correct(method, database, model):
    """Lets a project's own side of the database adjust what is compared."""
    impl = _hooks.impl()
    sides = [[(_kind(item), _hooks.object_of(item)) for item in side] for side in (database, model)]
    impl._wanted_corrections = ()
    if method == "correct_for_autogen_foreignkeys":
        sets = [{item for _, item in side} for side in sides]
        impl.correct_for_autogen_foreignkeys(*sets)
        left = sets
    else:
        sets = [
            {item for kind, item in side if kind == wanted}
            for side in sides
            for wanted in ("constraint", "index")
        ]
        impl.correct_for_autogen_constraints(*sets)
        left = [sets[0] | sets[1], sets[2] | sets[3]]
    return {
        "database": _left(sides[0], left[0]),
        "model": _left(sides[1], left[1]),
        "and_engine": bool(impl._wanted_corrections),
    }


def _kind(described):
    return described["kind"]


def _left(before, after):
    from alembic import _describe

    places = {id(item): place for place, (_, item) in enumerate(before)}
    kept = sorted(places[id(item)] for item in after if id(item) in places)
    answer = [{"kept": place} for place in kept]
    for item in after:
        if id(item) not in places:
            kind = "index" if item.__visit_name__ == "index" else "constraint"
            answer.append({kind: getattr(_describe, kind)(item)})
    return answer


def both_directions(described):
    """Returns operations as Python holds them, and what takes them back."""
    from alembic.operations._from_data import operation
    from alembic.operations.ops import UpgradeOps

    metadata = _hooks.metadata()
    upgrade_ops = UpgradeOps([operation(data, metadata) for data in described])
    return {
        "upgrades": _hooks.held_operations(upgrade_ops),
        "downgrades": _hooks.held_operations(upgrade_ops.reverse()),
    }
