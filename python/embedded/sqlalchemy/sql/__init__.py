"""The expression language."""

_EXPRESSIONS = (
    "ClauseElement ColumnElement False_ Null True_ all_ and_ any_ asc between bindparam case cast"
    " collate column desc distinct extract false literal literal_column not_ null nulls_first"
    " nulls_last nullsfirst nullslast or_ quoted_name text true try_cast tuple_ type_coerce"
)
_STATEMENTS = (
    "Alias AliasedReturnsRows CTE CompoundSelect Delete Exists FromGrouping"
    " FunctionFilter GenerativeSelect HasCTE Insert Join LABEL_STYLE_DEFAULT"
        " LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL TableValuedAlias Label Lateral Over ScalarSelect"
    " Select SelectBase Selectable Subquery TableSample TableValuedAlias TextualSelect Update UpdateBase"
    " Values ValuesBase WithinGroup alias cte delete except_ except_all exists"
    " from_dml_column funcfilter insert intersect intersect_all join label lambda_stmt"
    " lateral outerjoin outparam over select tablesample union union_all update values"
    " within_group"
)
_NAMES = {
    "sql.elements": _EXPRESSIONS,
    "sql._tables": "FromClause TableClause table",
    "sql.functions": "func modifier",
    "sql._statements": _STATEMENTS,
}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.sql", _NAMES, name)
