"""The order of tables that refer to each other."""


def sorted_tables(keys_of):
    """Returns tables after those that they refer to, with the names of their foreign keys.

    Where tables refer to each other in a circle, no key can be made with its table: all of them
    come at the end, with no table.
    """
    parents = {table: set() for table in keys_of}
    for table, keys in keys_of.items():
        for key in keys:
            parent = (key["referred_schema"], key["referred_table"])
            if parent != table:
                parents[table].add(parent)
    apart = set()
    try:
        order = _sorted(parents)
    except _Circle:
        for table, referred in parents.items():
            if referred:
                apart.update((table, key["name"]) for key in keys_of[table])
        order = list(parents)
    apart_names = {name for _, name in apart}
    found = []
    for table in order:
        names = {key["name"] for key in keys_of[table]} - apart_names
        found.append((table, [(table, name) for name in sorted(names, key=str)]))
    return [*found, (None, sorted(apart, key=str))]


class _Circle(Exception):
    pass


def _sorted(parents):
    order = []
    waiting = dict(parents)
    while waiting:
        ready = [table for table, referred in waiting.items() if not referred & waiting.keys()]
        if not ready:
            raise _Circle
        order.extend(ready)
        for table in ready:
            del waiting[table]
    return order
