"""Attributes that look through a relationship; they tell nothing of tables."""

from sqlalchemy.orm._attributes import Mapped, _Ignored, _MappedAlias


class AssociationProxy(_Ignored, Mapped):
    def __class_getitem__(cls, item):
        return _MappedAlias(cls, item)


def association_proxy(target_collection, attr, **kw):
    return AssociationProxy()
