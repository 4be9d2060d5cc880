"""Models, as far as they tell of tables."""

_NAMES = {
    "orm._declarative": (
        "DeclarativeAttributeIntercept DeclarativeBase DeclarativeBaseNoMeta DeclarativeMeta Mapper MappedAsDataclass"
        " add_mapped_attribute as_declarative declarative_base declarative_mixin has_inherited_table"
        " mapped_as_dataclass registry"
    ),
    "orm._attributes": (
        "DynamicMapped InstrumentedAttribute Mapped MappedColumn ORMDescriptor"
        " QueryableAttribute Relationship RelationshipProperty Synonym WriteOnlyMapped"
        " attribute_keyed_dict attribute_mapped_collection backref clear_mappers"
        " column_keyed_dict column_property composite configure_mappers"
        " declared_attr deferred dynamic_loader foreign mapped_collection mapped_column"
        " query_expression reconstructor relationship remote synonym validates"
    ),
    "orm._query": "Query",
    "orm._session": (
        "Session aliased close_all_sessions contains_eager defer immediateload joinedload lazyload"
        " load_only make_transient noload object_session raiseload scoped_session selectinload"
        " sessionmaker subqueryload undefer with_loader_criteria"
    ),
}

# What `from … import *` brings.
__all__ = " ".join(_NAMES.values()).split()


def __getattr__(name):
    if name in ("exc", "session", "decl_api", "attributes", "relationships"):
        __import__("sqlalchemy.orm." + name)
        import sys

        return sys.modules["sqlalchemy.orm." + name]
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.orm", _NAMES, name)
