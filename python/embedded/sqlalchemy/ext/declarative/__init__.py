"""Names where the original once kept them."""

_NAMES = {
    "orm._declarative": (
        "DeclarativeMeta as_declarative declarative_base has_inherited_table registry"
    ),
    "orm._attributes": "declared_attr",
}


class _Deferred:
    """A model that a call of `prepare()` would finish."""

    __abstract__ = True

    @classmethod
    def prepare(cls, *args, **kw):
        pass


AbstractConcreteBase = ConcreteBase = _Deferred


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.ext.declarative", _NAMES, name)
