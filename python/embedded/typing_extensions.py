"""What newer releases of `typing` have."""


def __getattr__(name):
    import typing

    if name == "deprecated":
        return _deprecated
    if name == "__all__":
        return typing.__all__
    if name in ("Doc", "Buffer"):
        return object
    if name == "runtime":
        return typing.runtime_checkable
    return getattr(typing, name)


def _deprecated(message, /, *, category=DeprecationWarning, stacklevel=1):
    return lambda thing: thing
