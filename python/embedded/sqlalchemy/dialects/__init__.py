"""The dialects."""

from sqlalchemy._lazy import submodule


def __getattr__(name):
    return submodule("sqlalchemy.dialects", name)


def types_of(module_name, table, generic, name):
    """Returns a type of a dialect, made from its table, or a generic one that it passes on."""
    import sys

    from sqlalchemy.sql import sqltypes

    spec = table.get(name)
    if spec is not None:
        bases = []
        for base in spec[0].split():
            if base[:1] == ".":
                bases.append(getattr(sys.modules[module_name], base[1:]))
            else:
                bases.append(sqltypes._get(base))
        value = sqltypes.make(name, module_name, tuple(bases), *spec[1:])
    elif name in generic:
        value = sqltypes._get(name)
    else:
        value = submodule(module_name, name)
    setattr(sys.modules[module_name], name, value)
    return value
