"""Prints, as JSON, the operations that change when objects are made of their data.

The package that `import sqlalchemy` finds decides whose objects are made.
"""

import json
import pathlib
import sys

import _alembic_waist  # noqa: F401
from alembic.operations._from_data import operation

# Their objects are statements of `sqlalchemy`, which the engine's data is not turned back into.
_ONE_WAY = (
    "batch_alter_table create_sequence create_schema drop_sequence drop_schema bulk_insert"
).split()


def described():
    path = pathlib.Path(__file__).parent / "cases" / "operations.json"
    for source, answer in json.loads(path.read_text()).items():
        for request, payload in answer["sent"]:
            if request == "operation.invoke" and payload["operation"]["op"] not in _ONE_WAY:
                yield source, payload["operation"]


def _without_implied_key(data):
    """Returns data without the primary key that the real package makes of the columns' flags."""
    table = data.get("table") if isinstance(data, dict) else None
    implied = {"constraint": "PrimaryKeyConstraint", "columns": ["id"]}
    if table and implied in table.get("constraints", ()):
        table["constraints"].remove(implied)
        if not table["constraints"]:
            del table["constraints"]
    return data


def main():
    changed = {}
    for source, data in described():
        try:
            again = operation(data)._described()
        except Exception as error:
            again = f"{type(error).__name__}: {error}"
        if _without_implied_key(again) != data:
            changed[source] = [data, again]
    json.dump(changed, sys.stdout)


if __name__ == "__main__":
    main()
