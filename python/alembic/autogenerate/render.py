"""Operations as the text of a script; the engine writes it.

Functions that a project registers for operations of its own come first. The names with an
underscore are those that extensions of Alembic call.
"""

import re

from alembic import util
from alembic._describe_rendering import Rendering
from alembic._waist import missing, request
from alembic.operations import ops
from alembic.util.langhelpers import Dispatcher

MAX_PYTHON_ARGS = 255

_PREFIXES = (
    ("alembic_module_prefix", "op."),
    ("sqlalchemy_module_prefix", "sa."),
    ("user_module_prefix", None),
)

default_renderers = Dispatcher()


def render_op(autogen_context, op):
    """Returns the lines of an operation."""
    return util.to_list(renderers.dispatch(op)(autogen_context, op))


def render_op_text(autogen_context, op):
    """Returns the text of an operation."""
    return "\n".join(render_op(autogen_context, op))


def _render_by_engine(autogen_context, op):
    return _part(autogen_context, "items", _items(autogen_context, [op]))


for _operation in (
    ops.ModifyTableOps,
    ops.CreateTableCommentOp,
    ops.DropTableCommentOp,
    ops.CreateTableOp,
    ops.DropTableOp,
    ops.RenameTableOp,
    ops.CreateIndexOp,
    ops.DropIndexOp,
    ops.CreateUniqueConstraintOp,
    ops.CreateForeignKeyOp,
    ops.CreatePrimaryKeyOp,
    ops.CreateCheckConstraintOp,
    ops.CreateExcludeConstraintOp,
    ops.DropConstraintOp,
    ops.AddColumnOp,
    ops.DropColumnOp,
    ops.AlterColumnOp,
    ops.ExecuteSQLOp,
    ops.CreateEnumOp,
    ops.DropEnumOp,
    ops.AlterEnumOp,
):
    default_renderers.dispatch_for(_operation)(_render_by_engine)

renderers = default_renderers.branch()


def _items(autogen_context, operations):
    """Describes operations for a script, with the lines of those that the project writes itself."""
    items = []
    for op in operations:
        renderer = renderers.dispatch(op)
        if renderer is not _render_by_engine:
            lines = util.to_list(renderer(autogen_context, op), [])
            items.append({"op": "lines", "lines": [str(line) for line in lines]})
        elif isinstance(op, ops.ModifyTableOps):
            items.append(_table_items(autogen_context, op))
        else:
            items.append(_described(autogen_context, op))
    return items


def described_script(autogen_context, migration_script):
    """Describes a script with all that Python knows of its text."""
    described = migration_script._described()
    autogen_context.imports = set(migration_script.imports or ())
    for key, containers in (
        ("upgrade_ops_list", migration_script.upgrade_ops_list),
        ("downgrade_ops_list", migration_script.downgrade_ops_list),
    ):
        for data, container in zip(described[key], containers):
            data["ops"] = _items(autogen_context, container.ops)
    described["imports"] = sorted(autogen_context.imports)
    return described


def _table_items(autogen_context, op):
    described = ops.ModifyTableOps(op.table_name, [], schema=op.schema)._described()
    if autogen_context.opts.get("render_as_batch", False):
        with autogen_context._within_batch():
            described["ops"] = _items(autogen_context, op.ops)
    else:
        described["ops"] = _items(autogen_context, op.ops)
    return described


def _described(autogen_context, op):
    with Rendering(autogen_context) as rendering:
        rendering.namespace = getattr(op, "_namespace_metadata", None)
        described = op._described()
        rendering.settle_names(described)
    described.pop("_reverse", None)
    return described


def _request(autogen_context, verb, subject, data):
    opts = autogen_context.opts
    options = {"max_arguments": MAX_PYTHON_ARGS}
    for key, default in _PREFIXES:
        options[key] = opts.get(key, default)
    for flag in ("render_as_batch", "compare_enums", "compare_primary_keys"):
        options[flag] = bool(opts.get(flag, False))
    migration_context = autogen_context.migration_context
    answer = request(
        "render." + verb,
        {
            subject: data,
            "context": migration_context._identifier,
            "options": options,
            "in_batch": autogen_context._has_batch,
        },
    )
    if autogen_context.imports is not None:
        autogen_context.imports.update(answer["imports"])
    for warning in answer["warnings"]:
        util.warn(warning)
    return answer["text"]


def _part(autogen_context, subject, data):
    return _request(autogen_context, "part", subject, data)


def _render_cmd_body(op_container, autogen_context):
    """Returns the body of a function, indented for its place."""
    items = _items(autogen_context, op_container.ops)
    return _request(autogen_context, "body", "items", items)


def _render_python_into_templatevars(autogen_context, migration_script, template_args):
    """Sets the variables of a template to the text of a script."""
    for upgrade_ops, downgrade_ops in zip(
        migration_script.upgrade_ops_list, migration_script.downgrade_ops_list
    ):
        template_args[upgrade_ops.upgrade_token] = _render_cmd_body(upgrade_ops, autogen_context)
        template_args[downgrade_ops.downgrade_token] = _render_cmd_body(
            downgrade_ops, autogen_context
        )
    template_args["imports"] = "\n".join(sorted(autogen_context.imports))


def _render_column(column, autogen_context):
    from alembic import _describe

    with Rendering(autogen_context):
        described = _describe.column(column)
    return _part(autogen_context, "column", described)


def _repr_type(type_, autogen_context, _skip_variants=False):
    from alembic import _describe

    with Rendering(autogen_context):
        described = _describe.type_(type_)
    if _skip_variants:
        described.pop("variants", None)
    return _part(autogen_context, "type", described)


def _render_type_w_subtype(type_, autogen_context, attrname, regexp, prefix=None):
    """Writes a type with the text of another one that it holds, for `render_type` of extensions."""
    inner = getattr(type_, attrname, None)
    if inner is None:
        return False
    text = _repr_type(inner, autogen_context)
    outer = re.sub(
        regexp + re.escape(repr(inner)), lambda match: match.group(1) + text, repr(type_)
    )
    if prefix is None:
        module = type(type_).__module__
        if module.startswith("sqlalchemy.dialects."):
            prefix = module.split(".")[2] + "."
        elif module.startswith("sqlalchemy."):
            prefix = _sqlalchemy_autogenerate_prefix(autogen_context)
        else:
            return None
    return prefix + outer


def _render_server_default(default, autogen_context, repr_=True):
    from alembic import _describe

    if default is None or default is False:
        return default
    if isinstance(default, str) and not repr_:
        return default
    with Rendering(autogen_context):
        described = _describe.server_default(default)
    return _part(autogen_context, "server_default", described)


def _render_constraint(constraint, autogen_context, namespace_metadata=None):
    with Rendering(autogen_context) as rendering:
        rendering.namespace = namespace_metadata
        described = rendering.constraint(constraint)
    return _part(autogen_context, "constraint", described) or None


_render_primary_key = _render_constraint
_render_foreign_key = _render_constraint
_render_unique_constraint = _render_constraint
_render_check_constraint = _render_constraint


def _alembic_autogenerate_prefix(autogen_context):
    if autogen_context._has_batch:
        return "batch_op."
    return autogen_context.opts["alembic_module_prefix"] or ""


def _sqlalchemy_autogenerate_prefix(autogen_context):
    return autogen_context.opts["sqlalchemy_module_prefix"] or ""


def _user_autogenerate_prefix(autogen_context, target):
    prefix = autogen_context.opts["user_module_prefix"]
    return f"{target.__module__}." if prefix is None else prefix


def __getattr__(name):
    raise missing(__name__, name)
