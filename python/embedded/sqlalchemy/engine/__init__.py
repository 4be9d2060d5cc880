"""Engines, connections and results."""

_NAMES = {
    "engine.base": "Connection Engine NestedTransaction RootTransaction Transaction",
    "engine.create": "create_engine create_mock_engine engine_from_config",
    "engine.url": "URL make_url",
    "engine.result": (
        "CursorResult IteratorResult MappingResult Result Row RowMapping ScalarResult"
    ),
    "engine.reflection": "Inspector",
    "engine.default": "Dialect",
}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.engine", _NAMES, name)
