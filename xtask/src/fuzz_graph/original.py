"""Runs commands of the original in one process: a request a line in, an answer a line out."""

import contextlib
import io
import json
import logging
import os
import signal
import sqlite3
import sys
import warnings

ANSWERS = os.fdopen(os.dup(1), "w")
# Alembic remembers the standard output that it is imported with.
OUT = sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")

from alembic.config import main  # noqa: E402


def forget():
    """Puts back what a run leaves behind in the process."""
    for handler in logging.root.handlers[:]:
        logging.root.removeHandler(handler)
    logging.root.setLevel(logging.WARNING)
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers[:] = []
            logger.setLevel(logging.NOTSET)
            logger.disabled = False
            logger.propagate = True
    logging.getLogger("alembic").addHandler(logging.NullHandler())
    for module in [module for module in sys.modules.values() if type(module) is type(sys)]:
        vars(module).get("__warningregistry__", {}).clear()
    warnings.resetwarnings()
    warnings.simplefilter("default")
    for category in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
        warnings.simplefilter("ignore", category)


def write_rows(path, rows):
    if os.path.exists(path):
        os.unlink(path)
    if rows is None:
        return
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(row,) for row in rows])
        connection.commit()


def read_rows(path):
    if not os.path.exists(path):
        return None
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            return [row for row, in connection.execute("SELECT * FROM alembic_version")]
        except sqlite3.OperationalError:
            return None


class Endless(BaseException):
    """Some graphs send the original round in circles."""


def stop(*_):
    raise Endless("it does not end")


signal.signal(signal.SIGALRM, stop)


def run(arguments):
    err = io.StringIO()
    OUT.seek(0)
    OUT.truncate()
    code, exception = 0, None
    path = sys.path[:]
    with contextlib.redirect_stderr(err):
        try:
            signal.alarm(5)
            main(arguments, prog="alembic")
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 1
        except BaseException as error:
            code, exception = 1, f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
    OUT.flush()
    sys.path[:] = path
    forget()
    return {
        "exit": code % 256,
        "out": OUT.buffer.getvalue().decode(),
        "err": err.getvalue(),
        "exception": exception,
    }


forget()
for line in sys.stdin:
    request = json.loads(line)
    if "folder" in request:
        os.chdir(request["folder"])
    answer = {}
    if "write" in request:
        for name in request["databases"]:
            write_rows(name, request["write"])
    if "run" in request:
        answer = run(request["run"])
    if "read" in request:
        answer["rows"] = read_rows(request["read"])
    ANSWERS.write(json.dumps(answer) + "\n")
    ANSWERS.flush()
