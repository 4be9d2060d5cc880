"""Post-write hooks that env.py registers."""

_registry = {}


def register(name):
    """Returns a decorator that registers a function of a file's path and the hook's options."""

    def decorate(function):
        _registry[name] = function
        return function

    return decorate
