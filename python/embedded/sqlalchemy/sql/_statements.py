"""Where the classes and functions of statements are found."""

_NAMES = {
    "sql._labels": (
        "Label LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE"
        " LABEL_STYLE_TABLENAME_PLUS_COL"
    ),
    "sql._selectables": (
        "Alias AliasedReturnsRows CTE FromGrouping Join Lateral Subquery TableSample"
        " TableValuedAlias Values alias join lateral outerjoin tablesample values"
    ),
    "sql._selects": (
        "CompoundSelect Exists GenerativeSelect ScalarSelect Select SelectBase Selectable"
        " TextualSelect cte except_ except_all exists intersect intersect_all select union"
        " union_all"
    ),
    "sql._windows": "FunctionFilter Over WithinGroup funcfilter over within_group",
    "sql._changes": "Delete Insert Update UpdateBase ValuesBase delete insert update",
}
_OTHER_NAMES = {"HasCTE": ("sql._selects", "SelectBase")}


def label(name, element, type_=None):
    from sqlalchemy.sql._labels import Label

    return Label(name, element, type_)


def __getattr__(name):
    if name in ("from_dml_column", "lambda_stmt", "outparam"):

        def refuse(*args, **kw):
            from sqlalchemy.sql.elements import _later

            raise _later(f"{name}()")

        return refuse
    found = _OTHER_NAMES.get(name)
    for module_name, names in (found and ((found[0], found[1]),)) or _NAMES.items():
        if found or name in names.split():
            full_name = "sqlalchemy." + module_name
            module = __import__(full_name, None, None, ["_"])
            value = globals()[name] = getattr(module, found[1] if found else name)
            return value
    raise AttributeError(name)
