"""How tightly operators bind."""

# How tightly operators bind, by their SQL.
_PRECEDENCE = {
    ":": 16,
    "[]": 15,
    "HSTORE[]": 15,
    "ANY": 15,
    "ALL": 15,
    "->": 15,
    "#>": 15,
    "#-": 15,
    "**": 15,
    "*": 8,
    "/": 8,
    "//": 8,
    "%": 8,
    "NEG": 8,
    "~": 8,
    "+": 7,
    "-": 7,
    "&": 7,
    "|": 7,
    "^": 7,
    "<<": 7,
    ">>": 7,
    "||": 5,
    "AND": 3,
    "OR": 2,
    "DESC": 3,
    "ASC": 3,
    "COLLATE": 4,
    ",": -1,
    "AS": -1,
    "EXISTS": 0,
    "ASBOOL": -10,
}
for _name in (
    "LIKE|NOT LIKE|ILIKE|NOT ILIKE|IN|NOT IN|IS|IS NOT|=|!=|<|<=|>|>=|IS DISTINCT FROM"
    "|IS NOT DISTINCT FROM|BETWEEN|NOT BETWEEN|DISTINCT|NOT|IS TRUE|IS FALSE|MATCH|REGEXP"
    "|MATCH AGAINST|NOT REGEXP|NOT MATCH|REGEXP REPLACE|@>|<@|?|&&|@?|@@|&<|&>"
).split("|"):
    _PRECEDENCE[_name] = 5
for _name in ("?|", "?&", "-|-"):
    _PRECEDENCE[_name] = 5

# Operators that need no parentheses within themselves.
_ASSOCIATIVE = ("AND", "OR", "+", "*", "||", ",", "&", "|", "^", "#>", "->", "[]")

NEGATIONS = {
    "=": "!=",
    "<": ">=",
    "<=": ">",
    "LIKE": "NOT LIKE",
    "ILIKE": "NOT ILIKE",
    "IN": "NOT IN",
    "IS": "IS NOT",
    "IS DISTINCT FROM": "IS NOT DISTINCT FROM",
    "BETWEEN": "NOT BETWEEN",
    "REGEXP": "NOT REGEXP",
    "MATCH": "NOT MATCH",
    "STARTSWITH": "NOT STARTSWITH",
    "ENDSWITH": "NOT ENDSWITH",
    "CONTAINS": "NOT CONTAINS",
    "ISTARTSWITH": "NOT ISTARTSWITH",
    "IENDSWITH": "NOT IENDSWITH",
    "ICONTAINS": "NOT ICONTAINS",
}
NEGATIONS.update({value: key for key, value in list(NEGATIONS.items())})


def binds_looser(operator, against):
    if operator == against and operator in _ASSOCIATIVE:
        return False
    if against is None:
        return True
    return _precedence(operator, -100) <= _precedence(against, 100)


def _precedence(operator, default):
    if type(operator) is CustomOperator:
        return operator.precedence
    return _PRECEDENCE.get(operator, default)


class CustomOperator(str):
    """An operator of the script's own."""

    precedence = 0
