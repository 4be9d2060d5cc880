"""Prints, as JSON, the tables of a module of models."""

import importlib
import json
import sys

from alembic import _describe


def main(name):
    module = importlib.import_module("models." + name)
    tables = {key: _describe.table(table) for key, table in module.metadata.tables.items()}
    order = [table.fullname for table in module.metadata.sorted_tables]
    json.dump({"tables": tables, "order": order}, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
