"""Prints, as JSON, the requests that each script of a file makes.

The package that `import sqlalchemy` finds decides whose objects are described.
"""

import datetime  # noqa: F401
import decimal  # noqa: F401
import json
import sys
import uuid  # noqa: F401

import _alembic_waist as waist
import describe_cases
import sqlalchemy as sa
from alembic import _proxies, op
from alembic._waist import IS_EMBEDDED
from alembic.operations import base
from alembic.operations.base import Operations
from alembic.runtime.environment import EnvironmentContext


class Doubled(sa.types.TypeDecorator):
    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value * 2


class Odd:
    def __str__(self):
        return "odd"


def batch(act, **keywords):
    with op.batch_alter_table("t", **keywords) as batch_op:
        act(batch_op)


def autocommit(act):
    with op.get_context().autocommit_block():
        act()


def main(path, with_classes=True):
    if with_classes:
        base.load_classes()
    else:
        base.load_classes = lambda: None
    environment = EnvironmentContext._of_engine(1)
    _proxies.install("environment", environment)
    environment.configure(transaction_per_migration=False)
    context = environment._migration_context
    answers = {}
    with Operations.context(context):
        for source in describe_cases.cases(path):
            waist.forget()
            # Rows for a database are its own SQLAlchemy's to send, where there is one.
            context.as_sql = not IS_EMBEDDED and source.startswith("op.bulk_insert")
            try:
                result = eval(source, {**describe_cases._names(), **globals()})
            except Exception as error:
                result = f"{type(error).__name__}: {error}"
            if result is not None and not isinstance(result, (str, int, bool, tuple, list)):
                result = type(result).__name__
            sent = [
                [name, {key: value for key, value in payload.items() if key != "context"}]
                for name, payload in waist.requests
                if name not in ("context.describe",)
            ]
            answers[source] = {"sent": sent, "result": result}
    json.dump(answers, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1], with_classes=sys.argv[2:] != ["shortcuts"])
