"""Values that tell of their changes; nothing listens here."""

from sqlalchemy.sql.sqltypes import to_instance


class MutableBase:
    """The base of such values."""


class Mutable(MutableBase):
    @classmethod
    def as_mutable(cls, sqltype):
        return to_instance(sqltype)

    @classmethod
    def associate_with(cls, sqltype):
        pass

    @classmethod
    def associate_with_attribute(cls, attribute):
        pass

    @classmethod
    def coerce(cls, key, value):
        return value

    def changed(self):
        pass


class MutableComposite(MutableBase):
    pass


class MutableDict(Mutable, dict):
    def __class_getitem__(cls, item):
        return cls


class MutableList(Mutable, list):
    def __class_getitem__(cls, item):
        return cls


class MutableSet(Mutable, set):
    def __class_getitem__(cls, item):
        return cls
