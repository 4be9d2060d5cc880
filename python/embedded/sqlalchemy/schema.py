"""Tables and their parts, and the statements that create and drop them."""

_NAMES = {
    "sql.schema": (
        "BLANK_SCHEMA CheckConstraint Column ColumnCollectionConstraint ColumnCollectionMixin"
        " ColumnDefault Computed Constraint DefaultClause DefaultGenerator FetchedValue ForeignKey"
        " ForeignKeyConstraint Identity Index MetaData PrimaryKeyConstraint SchemaItem Sequence"
        " Table UniqueConstraint"
    ),
    "sql.ddl": (
        "AddConstraint BaseDDLElement CreateIndex CreateSchema CreateSequence CreateTable DDL"
        " DDLElement DropConstraint DropIndex DropSchema DropSequence DropTable"
        " ExecutableDDLElement"
    ),
    "sql.elements": "conv",
}

# What `from … import *` brings.
__all__ = " ".join(_NAMES.values()).split()


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.schema", _NAMES, name)
