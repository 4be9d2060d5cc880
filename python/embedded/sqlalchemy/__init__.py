"""The SQLAlchemy of the built-in interpreter: what migrations, env.py and models need of it."""

__version__ = "2.1.9"
__alembic_rs__ = True

_TYPES = (
    "ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE"
    " DOUBLE_PRECISION Date DateTime Double Enum FLOAT Float INT INTEGER Integer Interval JSON"
    " LargeBinary NCHAR NUMERIC NVARCHAR Numeric PickleType REAL SMALLINT SmallInteger String"
    " TEXT TIME TIMESTAMP Text Time TupleType TypeDecorator UUID Unicode UnicodeText Uuid"
    " VARBINARY VARCHAR"
)
_NAMES = {
    "sql.sqltypes": _TYPES,
    "sql._columns": "Column ForeignKey",
    "sql._constraints": (
        "CheckConstraint Constraint ForeignKeyConstraint PrimaryKeyConstraint UniqueConstraint"
    ),
    "sql._generators": "Computed Identity Sequence",
    "sql._indexes": "Index",
    "sql._items": "ColumnDefault DefaultClause FetchedValue",
    "sql._tables": "BLANK_SCHEMA FromClause MetaData Table TableClause table",
    "sql.elements": (
        "BinaryExpression BindParameter BooleanClauseList Case Cast ClauseElement ClauseList"
        " ColumnClause ColumnElement ColumnOperators Extract False_ Grouping Null"
        " SQLColumnExpression TextClause True_ Tuple TypeCoerce UnaryExpression all_ and_ any_"
        " asc between bindparam bitwise_not case cast collate column desc distinct extract false"
        " literal literal_column not_ null nulls_first nulls_last nullsfirst nullslast or_"
        " quoted_name text true try_cast tuple_ type_coerce"
    ),
    "sql.functions": "Function FunctionElement func modifier",
    "sql._statements": (
        "Alias AliasedReturnsRows CTE CompoundSelect Delete Exists FromGrouping"
        " FunctionFilter GenerativeSelect HasCTE Insert Join LABEL_STYLE_DEFAULT"
        " LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL TableValuedAlias Label Lateral Over ScalarSelect"
        " Select SelectBase Selectable Subquery TableSample TableValuedAlias TextualSelect Update UpdateBase"
        " Values ValuesBase WithinGroup alias cte delete except_ except_all exists"
        " from_dml_column funcfilter insert intersect intersect_all join label lambda_stmt"
        " lateral outerjoin outparam over select tablesample union union_all update values"
        " within_group"
    ),
    "sql.ddl": "BaseDDLElement CreateTable DDL DDLElement DropTable ExecutableDDLElement",
    "engine.base": "Connection Engine NestedTransaction RootTransaction Transaction",
    "engine.create": "create_engine create_mock_engine engine_from_config",
    "engine.url": "URL make_url",
    "engine.result": "CursorResult MappingResult Result Row RowMapping ScalarResult",
    "engine.reflection": "Inspector",
    "engine.default": "Dialect",
    "inspection": "inspect",
    "pool": (
        "AssertionPool AsyncAdaptedQueuePool NullPool Pool QueuePool SingletonThreadPool StaticPool"
    ),
}

# What `from … import *` brings.
__all__ = " ".join(_NAMES.values()).split()
__all__ += "engine event exc pool schema sql types util".split()


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy", _NAMES, name)
