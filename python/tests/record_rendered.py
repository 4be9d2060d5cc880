"""Records what the original writes for operations and types, for the tests of the crate `autogenerate`.

    python record_rendered.py ORIGINAL_PYTHON

It runs itself in the original's Python for the texts, and in this one for the data that the engine
gets; both need SQLAlchemy. Each line of `cases/rendered.txt` holds a dialect, a bar, and what makes an
operation or a type; options follow another bar.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
CASES = HERE / "cases" / "rendered.txt"
RECORDED = HERE.parent.parent / "crates/autogenerate/src/render/tests/recorded.json"


def cases():
    for line in CASES.read_text().splitlines():
        if line.strip() and line[0] != "#":
            dialect, source, *options = (part.strip() for part in line.split(" | "))
            yield source, dialect, json.loads(options[0]) if options else {}


def names():
    import enum

    import sqlalchemy as sa
    from alembic.operations import ops
    from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

    class Colour(enum.Enum):
        RED = 1
        GREEN = 2

    class Name(sa.types.TypeDecorator):
        impl = sa.Unicode
        cache_ok = True

    class Vector(sa.types.UserDefinedType):
        cache_ok = True

        def __init__(self, dimensions=None):
            self.dimensions = dimensions

        def get_col_spec(self, **kw):
            return f"VECTOR({self.dimensions})"

    for cls in (Name, Vector):
        cls.__module__ = "app.types"

    def table(*items, convention=None, schema=None, **keywords):
        metadata = sa.MetaData(naming_convention=convention)
        for other in (None, "r"):
            sa.Table("o", metadata, sa.Column("id", sa.Integer), schema=other)
        return sa.Table("t", metadata, *items, schema=schema, **keywords)

    def create(*items, **keywords):
        return ops.CreateTableOp.from_table(table(*items, **keywords))

    def on_table(item, *columns, **keywords):
        table(*columns, item, **keywords)
        return item

    def add(item, *columns, **keywords):
        return ops.AddConstraintOp.from_constraint(on_table(item, *columns, **keywords))

    def drop(item, *columns, **keywords):
        return ops.DropConstraintOp.from_constraint(on_table(item, *columns, **keywords))

    def index(item, *columns, **keywords):
        return ops.CreateIndexOp.from_index(on_table(item, *columns, **keywords))

    def change(**keywords):
        return ops.AlterColumnOp("t", "c", **keywords)

    convention = {
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
    return {**sa.__dict__, **locals(), "sa": sa}


def made_of(source):
    try:
        return eval(source, names())
    except Exception as error:
        raise SystemExit(f"{source}: {error!r}") from error


def context(dialect, options):
    from alembic.autogenerate.api import AutogenContext
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.engine.url import URL

    opts = {
        "alembic_module_prefix": "op.",
        "sqlalchemy_module_prefix": "sa.",
        "user_module_prefix": None,
        **options,
    }
    dialect = DefaultDialect() if dialect == "default" else URL.create(dialect).get_dialect()()
    return AutogenContext(MigrationContext.configure(dialect=dialect, opts=opts))


def texts():
    from alembic.autogenerate import render

    for source, dialect, options in cases():
        made = made_of(source)
        autogen_context = context(dialect, options)
        autogen_context._has_batch = options.get("in_batch", False)
        is_type = hasattr(made, "with_variant")
        write = render._repr_type if is_type else lambda item, to: render.render_op_text(to, item)
        yield {
            "text": write(made, autogen_context),
            "imports": sorted(autogen_context.imports),
        }


def data():
    sys.path[:0] = [str(HERE.parent), str(HERE)]
    import _alembic_waist  # noqa: F401
    from alembic import _describe
    from alembic._describe_rendering import Rendering

    for source, dialect, options in cases():
        with Rendering() as rendering:
            made = made_of(source)
            case = {"source": source, "dialect": dialect}
            if options:
                case["options"] = {key: value for key, value in options.items() if key != "in_batch"}
                case["in_batch"] = options.get("in_batch", False)
            if hasattr(made, "with_variant"):
                case["type"] = _describe.type_(made)
            else:
                rendering.namespace = getattr(made, "_namespace_metadata", None)
                case["items"] = [made._described()]
            yield case


def main():
    if sys.argv[1] == "--texts":
        json.dump(list(texts()), sys.stdout)
        return
    done = subprocess.run(
        [sys.argv[1], __file__, "--texts"], stdout=subprocess.PIPE, check=True, text=True
    )
    recorded = [{**case, **text} for case, text in zip(data(), json.loads(done.stdout))]
    RECORDED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
