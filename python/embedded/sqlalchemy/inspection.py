"""`inspect()`."""


def inspect(subject, raiseerr=True):
    """Returns the inspector of a bind."""
    from sqlalchemy.engine.base import Connection, Engine

    if isinstance(subject, (Connection, Engine)):
        from sqlalchemy.engine.reflection import inspector_of

        return inspector_of(subject)
    if hasattr(subject, "reflect_table"):
        return subject
    table = getattr(subject, "__table__", None)
    if table is not None:
        from sqlalchemy.orm._declarative import Mapper
        from sqlalchemy.orm._instances import state_of

        if not isinstance(subject, type):
            return state_of(subject)
        return subject.__dict__.get("__mapper__") or Mapper._of(subject)
    if not raiseerr:
        return None
    from sqlalchemy.exc import NoInspectionAvailable

    raise NoInspectionAvailable(
        f"No inspection system is available for object of type {type(subject)}"
    )
