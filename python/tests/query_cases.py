"""Prints, as JSON, what scripts see of queries and changes: names, types, columns and errors.

The package that `import sqlalchemy` finds decides whose objects are looked at.
"""

import decimal
import json
import re
import sys

import sqlalchemy as sa
from sqlalchemy import func, orm
from sqlalchemy.dialects import mysql, postgresql, sqlite

metadata = sa.MetaData()
user = sa.Table(
    "user_account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(30)),
    sa.Column("full name", sa.String, key="fullname"),
    sa.Column("active", sa.Boolean),
)
address = sa.Table(
    "address",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user_account.id")),
    sa.Column("email", sa.String(100)),
)
t = sa.table("t", sa.column("a", sa.Integer), sa.column("b", sa.String), sa.column("c"))


def seen(text):
    try:
        value = eval(text)
    except Exception as error:
        message = re.sub(r" object at 0x\w+", "", " ".join(str(error).split()))
        return f"{type(error).__module__}.{type(error).__name__}: {message}"
    return value if isinstance(value, (str, int, bool, type(None))) else repr(value)


names = (decimal, func, mysql, orm, postgresql, sqlite)
answers = {}
for line in open(sys.argv[1]):
    line = line.strip()
    if line and not line.startswith("#"):
        answers[line] = seen(line)
print(json.dumps(answers))
