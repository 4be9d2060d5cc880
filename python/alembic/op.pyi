"""What migration scripts call, in the words of `alembic.operations.Operations`."""

from typing import Any

from alembic.operations.base import Operations

_operations: Operations

add_column = _operations.add_column
alter_column = _operations.alter_column
batch_alter_table = _operations.batch_alter_table
bulk_insert = _operations.bulk_insert
create_check_constraint = _operations.create_check_constraint
create_exclude_constraint = _operations.create_exclude_constraint
create_foreign_key = _operations.create_foreign_key
create_index = _operations.create_index
create_primary_key = _operations.create_primary_key
create_table = _operations.create_table
create_table_comment = _operations.create_table_comment
create_unique_constraint = _operations.create_unique_constraint
drop_column = _operations.drop_column
drop_constraint = _operations.drop_constraint
drop_index = _operations.drop_index
drop_table = _operations.drop_table
drop_table_comment = _operations.drop_table_comment
execute = _operations.execute
f = _operations.f
get_bind = _operations.get_bind
get_context = _operations.get_context
implementation_for = _operations.implementation_for
inline_literal = _operations.inline_literal
invoke = _operations.invoke
register_operation = _operations.register_operation
rename_table = _operations.rename_table
run_async = _operations.run_async

# Operations that a project or an extension has registered.
def __getattr__(name: str) -> Any: ...
