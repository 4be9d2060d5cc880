"""Operations in groups, up to a whole version file."""

from alembic.operations._operation import MigrateOperation
from alembic.util import to_list


class OpContainer(MigrateOperation):
    """Operations in an order."""

    def __init__(self, ops=()):
        self.ops = list(ops)

    def is_empty(self):
        return not self.ops

    def as_diffs(self):
        """Returns the differences that the operations make up for."""
        return list(OpContainer._ops_as_diffs(self))

    @classmethod
    def _ops_as_diffs(cls, migrations):
        for operation in migrations.ops:
            if hasattr(operation, "ops"):
                yield from cls._ops_as_diffs(operation)
            else:
                yield operation.to_diff_tuple()

    def _reversed(self):
        return [operation.reverse() for operation in reversed(self.ops)]

    def _described(self):
        return {"op": "op_container", **self._described_ops()}

    def _described_ops(self):
        described = [operation._described() for operation in self.ops]
        return {"ops": [data for data in described if data is not None]}


class ModifyTableOps(OpContainer):
    """Operations on one table."""

    def __init__(self, table_name, ops, *, schema=None):
        super().__init__(ops)
        self.table_name = table_name
        self.schema = schema

    def reverse(self):
        return ModifyTableOps(self.table_name, ops=self._reversed(), schema=self.schema)

    def _described(self):
        from alembic._describe import given, name

        return {
            "op": "modify_table_ops",
            "table_name": name(self.table_name),
            **given(schema=name(self.schema)),
            **self._described_ops(),
        }


class UpgradeOps(OpContainer):
    """The operations of `upgrade()`."""

    def __init__(self, ops=(), upgrade_token="upgrades"):
        super().__init__(ops=ops)
        self.upgrade_token = upgrade_token

    def reverse_into(self, downgrade_ops):
        """Fills a container with what takes the operations back, and returns it."""
        downgrade_ops.ops[:] = self._reversed()
        return downgrade_ops

    def reverse(self):
        return self.reverse_into(DowngradeOps(ops=[]))

    def _described(self):
        return {
            "op": "upgrade_ops",
            "upgrade_token": self.upgrade_token,
            **self._described_ops(),
        }


class DowngradeOps(OpContainer):
    """The operations of `downgrade()`."""

    def __init__(self, ops=(), downgrade_token="downgrades"):
        super().__init__(ops=ops)
        self.downgrade_token = downgrade_token

    def reverse(self):
        return UpgradeOps(ops=self._reversed())

    def _described(self):
        return {
            "op": "downgrade_ops",
            "downgrade_token": self.downgrade_token,
            **self._described_ops(),
        }


class MigrationScript(MigrateOperation):
    """A version file that is about to be written."""

    def __init__(
        self,
        rev_id,
        upgrade_ops,
        downgrade_ops,
        *,
        message=None,
        imports=set(),
        head=None,
        splice=None,
        branch_label=None,
        version_path=None,
        depends_on=None,
    ):
        self.rev_id = rev_id
        self.message = message
        self.imports = imports
        self.head = head
        self.splice = splice
        self.branch_label = branch_label
        self.version_path = _posix(version_path) if version_path else None
        self.depends_on = depends_on
        self.upgrade_ops = upgrade_ops
        self.downgrade_ops = downgrade_ops

    @property
    def upgrade_ops(self):
        """The operations of `upgrade()`, where there is one database."""
        return _only(self._upgrade_ops, "UpgradeOps", "upgrade_ops_list")

    @upgrade_ops.setter
    def upgrade_ops(self, upgrade_ops):
        self._upgrade_ops = to_list(upgrade_ops)
        for container in self._upgrade_ops:
            assert isinstance(container, UpgradeOps)

    @property
    def downgrade_ops(self):
        """The operations of `downgrade()`, where there is one database."""
        return _only(self._downgrade_ops, "DowngradeOps", "downgrade_ops_list")

    @downgrade_ops.setter
    def downgrade_ops(self, downgrade_ops):
        self._downgrade_ops = to_list(downgrade_ops)
        for container in self._downgrade_ops:
            assert isinstance(container, DowngradeOps)

    @property
    def upgrade_ops_list(self):
        """The operations of `upgrade()` for each database."""
        return self._upgrade_ops

    @property
    def downgrade_ops_list(self):
        """The operations of `downgrade()` for each database."""
        return self._downgrade_ops

    def _described(self):
        from alembic._describe import given
        from alembic._waist import plain

        return {
            "op": "migration_script",
            "imports": sorted(self.imports),
            "upgrade_ops_list": [container._described() for container in self._upgrade_ops],
            "downgrade_ops_list": [container._described() for container in self._downgrade_ops],
            **given(
                **{
                    field: plain(getattr(self, field))
                    for field in (
                        "rev_id",
                        "message",
                        "head",
                        "splice",
                        "branch_label",
                        "version_path",
                        "depends_on",
                    )
                }
            ),
        }


def _posix(path):
    from pathlib import Path

    return Path(path).as_posix()


def _only(containers, kind, attribute):
    if len(containers) > 1:
        raise ValueError(
            f"This MigrationScript instance has a multiple-entry list for {kind}; please use the "
            f"{attribute} attribute."
        )
    return containers[0] if containers else None
