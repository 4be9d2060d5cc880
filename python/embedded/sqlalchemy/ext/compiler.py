"""Forms in which a project writes its own constructs and types."""


class _Forms:
    """The functions that write a class, by dialect."""

    def __init__(self):
        self.specs = {}


def compiles(class_, *specs):
    """Registers a function that writes a class for some dialects, or for all."""

    def decorate(function):
        forms = class_.__dict__.get("_compiler_dispatcher")
        if forms is None:
            forms = _Forms()
            type.__setattr__(class_, "_compiler_dispatcher", forms)
        for name in specs or ("default",):
            forms.specs[name] = function
        return function

    return decorate


def deregister(class_):
    """Forgets the functions that write a class."""
    if "_compiler_dispatcher" in class_.__dict__:
        type.__delattr__(class_, "_compiler_dispatcher")


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
