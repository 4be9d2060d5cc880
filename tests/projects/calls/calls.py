"""Writes the SQL of many calls, each under its own code, or the error that it ends in."""

import datetime
import decimal
import re
import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite


def run(calls, more=None):
    names = dict(globals(), **(more or {}))
    for call in filter(None, map(str.strip, calls.splitlines())):
        output = op.get_context().impl.static_output
        output("-- " + call)
        try:
            eval(compile(call, __file__, "eval"), names)
        except Exception as error:
            text = " ".join(str(error).split())
            text = re.sub(r" object at 0x\w+| \(Background on.*", "", text)
            output(f"-- {type(error).__module__}.{type(error).__name__}: {text}")
