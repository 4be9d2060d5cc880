"""Names that are imported when they are asked for, so that a script loads only what it uses."""

import sys


def resolve(module, names, name):
    """Returns the attribute of a module that is found elsewhere.

    `names` has, by module below `sqlalchemy`, the names found there. A name that stands for a
    module has that module's name before an empty list.
    """
    for source, listed in names.items():
        if name in listed.split():
            full_name = "sqlalchemy." + source
            loaded = sys.modules.get(full_name)
            if loaded is None:
                __import__(full_name)
                loaded = sys.modules[full_name]
            value = getattr(loaded, name)
            break
    else:
        value = submodule(module, name)
    setattr(sys.modules[module], name, value)
    return value


def submodule(module, name):
    """Returns a module below another one, or raises the error for a name that is missing."""
    full_name = f"{module}.{name}"
    if name[:2] != "__" and name in SUBMODULES.get(module, "").split():
        __import__(full_name)
        return sys.modules[full_name]
    from alembic._waist import missing

    raise missing(module, name)


SUBMODULES = {
    "sqlalchemy": "dialects engine event exc ext inspection orm pool schema sql types util",
    "sqlalchemy.sql": "base ddl elements expression functions operators schema selectable"
    " sqltypes type_api visitors",
    "sqlalchemy.engine": "base create default interfaces reflection result row url",
    "sqlalchemy.dialects": "mssql mysql oracle postgresql sqlite",
    "sqlalchemy.ext": "associationproxy asyncio compiler declarative hybrid mutable orderinglist",
    "sqlalchemy.dialects.postgresql": "base ext hstore json named_types ranges types",
    "sqlalchemy.dialects.mysql": "base enumerated json types",
    "sqlalchemy.dialects.sqlite": "base json",
    "sqlalchemy.dialects.mssql": "base",
    "sqlalchemy.dialects.oracle": "base types",
}
