"""Names of operators, for scripts that compare them or pass them on."""

from operator import add, eq, ge, getitem, gt, le, lshift, lt, mod, mul, ne, neg, rshift, sub, truediv
from operator import floordiv

# The methods of expressions by the names of the operators, where these are not Python's.
METHODS = {
    f"{name}_op": name
    for name in (
        "concat like not_like ilike not_ilike startswith endswith contains istartswith iendswith"
        " icontains in not_in between desc asc nulls_first nulls_last distinct match regexp_match"
        " regexp_replace any all bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_lshift"
        " bitwise_rshift"
    ).split()
}
METHODS["in_op"] = "in_"
for _name in ("is_", "is_not", "is_distinct_from", "is_not_distinct_from", "collate"):
    METHODS[_name] = _name
_PYTHONS = (add, eq, floordiv, ge, getitem, gt, le, lshift, lt, mod, mul, ne, neg, rshift, sub, truediv)
for _operator in _PYTHONS:
    METHODS[_operator.__name__] = f"__{_operator.__name__}__"
NAMES = {method: name for name, method in METHODS.items()}


def _named(name):
    method = METHODS[name]

    def operator(expression, *operands, **options):
        return getattr(expression, method)(*operands, **options)

    operator.__name__ = name
    return operator


def __getattr__(name):
    if name in METHODS:
        value = globals()[name] = _named(name)
        return value
    from alembic._waist import missing

    raise missing("sqlalchemy.sql.operators", name)
