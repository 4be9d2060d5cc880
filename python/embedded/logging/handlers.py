"""Handlers that write to files; the others only have their names here."""

from logging import FileHandler, Handler


class WatchedFileHandler(FileHandler):
    pass


class RotatingFileHandler(FileHandler):
    def __init__(self, filename, mode="a", maxBytes=0, backupCount=0, encoding=None, **kw):
        super().__init__(filename, mode, encoding)


class TimedRotatingFileHandler(FileHandler):
    def __init__(self, filename, when="h", interval=1, backupCount=0, encoding=None, **kw):
        super().__init__(filename, "a", encoding)


def __getattr__(name):
    if name.endswith("Handler"):
        raise AttributeError(
            f"logging.handlers.{name} is not available in the built-in interpreter"
        )
    raise AttributeError(f"module 'logging.handlers' has no attribute {name!r}")


__all__ = ["Handler", "RotatingFileHandler", "TimedRotatingFileHandler", "WatchedFileHandler"]
