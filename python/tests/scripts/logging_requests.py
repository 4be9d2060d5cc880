"""Runs with the light `logging` only: what it asks of the engine."""

import _alembic_waist as waist

waist.answers["logging.get_effective_level"] = lambda payload: 10
import logging  # noqa: E402
import logging.config  # noqa: E402
import logging.handlers  # noqa: E402


def sent():
    requests = [
        request for request in waist.requests if request[0] != "logging.get_effective_level"
    ]
    waist.requests.clear()
    return requests


log = logging.getLogger("app.part")
assert log is logging.getLogger("app.part") and logging.getLogger() is logging.root
log.info("hello %s", "you")
assert sent() == [
    (
        "logging.log",
        {"logger": "app.part", "level": 20, "message": "hello you", "exception": None},
    )
]
log.warning("%(a)s", {"a": 1})
assert sent()[0][1]["message"] == "1"
try:
    1 / 0
except ZeroDivisionError:
    log.exception("failed")
(request,) = sent()
assert request[1]["level"] == 40 and "ZeroDivisionError" in request[1]["exception"]
logging.info("root")
assert sent()[0][1]["logger"] == "root"
log.setLevel("WARNING")
assert sent() == [("logging.set_level", {"logger": "app.part", "level": 30})]
waist.answers["logging.get_effective_level"] = lambda payload: 30
log.debug("not")
assert sent() == [] and not log.isEnabledFor(logging.INFO)


class Collect(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


collect = Collect()
collect.setFormatter(logging.Formatter("%(levelname)-5.5s [%(name)s] %(message)s"))
logging.getLogger("app").addHandler(collect)
log.error("handled")
assert collect.lines == ["ERROR [app.part] handled"]
assert sent()[0][1]["message"] == "handled"
log.propagate = False
log.error("kept")
assert sent() == [] and len(collect.lines) == 1
logging.basicConfig(level=logging.INFO, format="%(message)s")
assert sent() == [("logging.basic_config", {"force": False, "level": 20, "format": "%(message)s"})]
logging.LoggerAdapter(logging.getLogger("x"), {}).error("adapted")
assert sent()[0][1]["message"] == "adapted"
logging.config.fileConfig(__file__, disable_existing_loggers=False, defaults={"here": "/x"})
assert sent() == [
    (
        "logging.file_config",
        {"file": __file__, "disable_existing_loggers": False, "defaults": {"here": "/x"}},
    )
]
try:
    logging.config.fileConfig("/nowhere/x.ini")
except FileNotFoundError:
    pass
else:
    raise AssertionError("the file does not exist")
logging.config.dictConfig(
    {
        "version": 1,
        "formatters": {"f": {"format": "%(message)s"}},
        "handlers": {"h": {"class": "logging.StreamHandler", "formatter": "f"}},
        "root": {"level": "INFO", "handlers": ["h"]},
        "loggers": {"sqlalchemy": {"level": "WARN"}},
    }
)
assert sent() == [
    ("logging.basic_config", {"force": True, "level": 20, "format": "%(message)s"}),
    ("logging.set_level", {"logger": "sqlalchemy", "level": 30}),
]
try:
    log.setLevel("NOISY")
except ValueError as error:
    assert str(error) == "Unknown level: 'NOISY'"
else:
    raise AssertionError("there is no such level")
assert logging.getLevelName(20) == "INFO" and logging.getLevelName("INFO") == 20
