"""What the engine does not know is compiled by the real SQLAlchemy, and crosses as SQL."""

from alembic._at_hand import dialect


def type_(value):
    """Describes a type by its SQL."""
    at_hand = dialect()
    return {"type": "UserDefined", "sql": _single_percents(value.compile(at_hand), at_hand)}


def expression(value):
    """Describes an expression by its SQL, with its values written into it."""
    at_hand = dialect()
    compiled = value.compile(
        dialect=at_hand, compile_kwargs={"literal_binds": True, "include_table": False}
    )
    text = _single_percents(str(compiled), at_hand)
    return {"expr": "text", "text": text.replace(":", "\\:")}


def _single_percents(text, at_hand):
    # They are doubled for drivers that format, which happens when the statement is run.
    if getattr(at_hand, "paramstyle", None) in ("format", "pyformat"):
        return text.replace("%%", "%")
    return text
