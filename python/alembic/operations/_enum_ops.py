"""Operations on enumerations that are types of the database, as autogenerate finds them."""

from alembic.operations._operation import MigrateOperation


class CreateEnumOp(MigrateOperation):
    """Creates an enumeration."""

    def __init__(self, type_):
        self.type = type_

    def reverse(self):
        return DropEnumOp(self.type)

    def to_diff_tuple(self):
        return ("add_enum", self.type)

    def _described(self):
        from alembic._describe import type_

        return {"op": "create_type", "type": type_(self.type)}


class DropEnumOp(MigrateOperation):
    """Drops an enumeration."""

    def __init__(self, type_):
        self.type = type_

    def reverse(self):
        return CreateEnumOp(self.type)

    def to_diff_tuple(self):
        return ("remove_enum", self.type)

    def _described(self):
        from alembic._describe import type_

        return {"op": "drop_type", "type": type_(self.type)}


class AlterEnumOp(MigrateOperation):
    """Changes the values of an enumeration.

    `users` tells what has the type, in the form that the engine found it in; `rebuild` that a new
    type is to take the place of the present one in any case.
    """

    def __init__(self, name, existing_values, values, *, schema=None, users=None, rebuild=False):
        self.name = name
        self.existing_values = list(existing_values)
        self.values = list(values)
        self.schema = schema
        self.users = users or {}
        self.rebuild = rebuild

    def reverse(self):
        users = dict(self.users)
        users["columns"] = [_with_other_default(column) for column in users.get("columns", ())]
        return AlterEnumOp(
            self.name,
            self.values,
            self.existing_values,
            schema=self.schema,
            users=users,
            rebuild=self.rebuild,
        )

    def to_diff_tuple(self):
        return ("modify_enum", self.schema, self.name, self.existing_values, self.values)

    def _described(self):
        from alembic._describe import given, name

        return {
            "op": "alter_enum",
            "name": name(self.name),
            "existing_values": self.existing_values,
            "values": self.values,
            "users": self.users,
            "rebuild": self.rebuild,
            **given(schema=name(self.schema)),
        }


def _with_other_default(column):
    column = dict(column)
    existing, default = column.pop("existing_default", None), column.pop("default", None)
    if default is not None:
        column["existing_default"] = default
    if existing is not None:
        column["default"] = existing
    return column
