"""Statements that the built-in interpreter does not make; using one says the way out."""

from sqlalchemy.sql.elements import ClauseElement, _later

_CLASSES = (
    "Alias AliasedReturnsRows CTE CompoundSelect Delete Exists FromGrouping FunctionFilter"
    " GenerativeSelect HasCTE Insert Join Label Lateral Over ScalarSelect Select SelectBase"
    " Selectable Subquery TableSample TextualSelect Update UpdateBase Values ValuesBase"
    " WithinGroup"
).split()
_FUNCTIONS = (
    "alias cte delete except_ except_all exists from_dml_column funcfilter insert intersect"
    " intersect_all join label lambda_stmt lateral outerjoin outparam over select"
    " tablesample union union_all update values within_group"
).split()


def __getattr__(name):
    if name in _CLASSES:
        value = type(name, (ClauseElement,), {"__module__": __name__, "__init__": _refuse(name)})
    elif name in _FUNCTIONS:
        value = _refuse(name)
    else:
        raise AttributeError(name)
    globals()[name] = value
    return value


def _refuse(name):
    def refuse(*args, **kw):
        raise _later(f"{name}()")

    refuse.__name__ = name
    return refuse
