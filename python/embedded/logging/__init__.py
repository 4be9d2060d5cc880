"""A light `logging`: records go to the engine, which writes them as the configuration asks."""

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

_level_to_name = {
    CRITICAL: "CRITICAL",
    ERROR: "ERROR",
    WARNING: "WARNING",
    INFO: "INFO",
    DEBUG: "DEBUG",
    NOTSET: "NOTSET",
}
_name_to_level = {name: level for level, name in _level_to_name.items()}
_name_to_level.update({"FATAL": CRITICAL, "WARN": WARNING})
raiseExceptions = True
logThreads = logProcesses = logMultiprocessing = logAsyncioTasks = True
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
lastResort = None


def _request(name, payload):
    from alembic._waist import request

    return request(name, payload)


def _record_classes():
    from logging import _records

    return _records


def getLevelName(level):
    found = _level_to_name.get(level)
    if found is None:
        found = _name_to_level.get(level)
    return f"Level {level}" if found is None else found


def getLevelNamesMapping():
    return dict(_name_to_level)


def addLevelName(level, levelName):
    _level_to_name[level] = levelName
    _name_to_level[levelName] = level


def _check_level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError(f"Level not an integer or a valid string: {level!r}")
    if level not in _name_to_level:
        raise ValueError(f"Unknown level: {level!r}")
    return _name_to_level[level]


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        for filter_ in self.filters:
            passes = filter_.filter(record) if hasattr(filter_, "filter") else filter_(record)
            if not passes:
                return False
        return record


class Manager:
    disable = 0
    emittedNoHandlerWarning = False

    def __init__(self, loggers):
        self.loggerDict = loggers

    def getLogger(self, name):
        return getLogger(name)


class Logger(Filterer):
    """Where a script reports what happens."""

    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name = name
        self.level = _check_level(level)
        self.handlers = []
        self.propagate = True
        self.disabled = False

    @property
    def parent(self):
        if self.name == "root":
            return None
        name = self.name.rpartition(".")[0]
        while name:
            if name in _loggers:
                return _loggers[name]
            name = name.rpartition(".")[0]
        return root

    @property
    def root(self):
        return globals()["root"]

    def setLevel(self, level):
        self.level = _check_level(level)
        _request("logging.set_level", {"logger": self.name, "level": self.level})

    def getEffectiveLevel(self):
        return _request("logging.get_effective_level", {"logger": self.name})

    def isEnabledFor(self, level):
        if self.disabled or Manager.disable >= level:
            return False
        return level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self.name == "root" else f"{self.name}.{suffix}")

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def debug(self, msg, *args, **kwargs):
        self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self._log(WARNING, msg, args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        self._log(ERROR, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self._log(ERROR, msg, args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical

    def log(self, level, msg, *args, **kwargs):
        self._log(level, msg, args, **kwargs)

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if not self.isEnabledFor(level):
            return
        if exc_info:
            if isinstance(exc_info, BaseException):
                exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
            elif not isinstance(exc_info, tuple):
                import sys

                exc_info = sys.exc_info()
            if exc_info[0] is None:
                exc_info = None
        record = _record_classes().LogRecord(self.name, level, "", 0, msg, args, exc_info or None)
        for key, value in (extra or {}).items():
            record.__dict__[key] = value
        self.handle(record)

    def handle(self, record):
        if self.disabled or not self.filter(record):
            return
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                if record.levelno >= handler.level:
                    handler.handle(record)
            if not logger.propagate:
                return
            logger = logger.parent
        _request(
            "logging.log",
            {
                "logger": record.name,
                "level": record.levelno,
                "message": record.getMessage(),
                "exception": _record_classes().Formatter().formatException(record.exc_info)
                if record.exc_info
                else None,
            },
        )

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, **kw):
        record = _record_classes().LogRecord(name, level, fn, lno, msg, args, exc_info, func)
        record.__dict__.update(extra or {})
        return record

    def __repr__(self):
        return f"<Logger {self.name}>"


_loggers = {}
root = Logger("root", WARNING)
RootLogger = Logger
Logger.manager = Manager(_loggers)


def getLogger(name=None):
    if not name or name == "root":
        return root
    logger = _loggers.get(name)
    if logger is None:
        logger = _loggers[name] = Logger(name)
    return logger


def getLoggerClass():
    return Logger


def setLoggerClass(klass):
    pass


def debug(msg, *args, **kwargs):
    root.debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    root.info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    root.warning(msg, *args, **kwargs)


warn = warning


def error(msg, *args, **kwargs):
    root.error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    root.error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    root.critical(msg, *args, **kwargs)


fatal = critical


def log(level, msg, *args, **kwargs):
    root.log(level, msg, *args, **kwargs)


def disable(level=CRITICAL):
    Manager.disable = _check_level(level)


def captureWarnings(capture):
    pass


def shutdown(handlerList=None):
    pass


_ELSEWHERE = (
    "FileHandler Filter Formatter Handler LogRecord LoggerAdapter NullHandler StreamHandler"
    " basicConfig makeLogRecord"
).split()


def __getattr__(name):
    if name in _ELSEWHERE:
        from logging import _records

        value = globals()[name] = getattr(_records, name)
        return value
    raise AttributeError(f"module 'logging' has no attribute {name!r}")
