from alembic.autogenerate import renderers
from alembic.operations import MigrateOperation, Operations, ops


@Operations.register_operation("mark")
class MarkOp(MigrateOperation):
    def __init__(self, text):
        self.text = text

    @classmethod
    def mark(cls, operations, text):
        return operations.invoke(cls(text))

    def reverse(self):
        return MarkOp(self.text)

    def to_diff_tuple(self):
        return ("mark", self.text)


@Operations.implementation_for(MarkOp)
def run_mark(operations, operation):
    operations.execute(f"SELECT '{operation.text}'")


@renderers.dispatch_for(MarkOp)
def render_mark(autogen_context, operation):
    return f"op.mark({operation.text!r})"


def add_own(context, revision, directives):
    first = ops.ExecuteSQLOp("SELECT 1")
    first.to_diff_tuple = lambda: ("execute", "SELECT 1")
    directives[0].upgrade_ops.ops[:0] = [first, MarkOp("done")]


options = dict(process_revision_directives=add_own)
