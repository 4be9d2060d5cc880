"""Runs many calls, each under its own code: writes their SQL, or the error that one ends in."""

import contextlib
import datetime
import decimal
import re
import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite


def run(calls, more=None):
    """Runs lines of code, each a call."""
    names = dict(globals(), **(more or {}))
    for call in filter(None, map(str.strip, calls.splitlines())):
        _run(call, "eval", names)


def run_blocks(blocks, more=None):
    """Runs blocks of lines, with an empty line between two of them."""
    names = dict(globals(), **(more or {}))
    for block in filter(None, map(str.strip, blocks.split("\n\n"))):
        _run(block, "exec", names)


def _run(code, mode, names):
    context = op.get_context()
    output = context.impl.static_output if context.as_sql else print
    for line in code.splitlines():
        output("-- " + line)
    try:
        with contextlib.ExitStack() as stack:
            if not context.as_sql and context.impl.transactional_ddl:
                # An error must not end the transaction for what comes after it.
                stack.enter_context(op.get_bind().begin_nested())
            eval(compile(code, __file__, mode), names)
    except Exception as error:
        text = " ".join(str(error).split())
        text = re.sub(r" object at 0x\w+| \(Background on.*", "", text)
        output(f"-- {type(error).__module__}.{type(error).__name__}: {text}")
