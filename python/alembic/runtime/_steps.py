"""The steps of a plan, as views of the engine's."""

from alembic._waist import request


class MigrationStep:
    """One step on the way from revision to revision."""

    is_stamp = False

    def __init__(self, data, revision_map=None):
        self._data = data
        self._revision_map = self.revision_map = revision_map
        self.is_upgrade = data["is_upgrade"]
        self.from_revisions = tuple(data["from_revisions"])
        self.to_revisions = tuple(data["to_revisions"])
        self.from_revisions_no_deps = tuple(data["from_revisions_no_deps"])
        self.to_revisions_no_deps = tuple(data["to_revisions_no_deps"])

    @classmethod
    def upgrade_from_script(cls, revision_map, script):
        return RevisionStep(revision_map, script, True)

    @classmethod
    def downgrade_from_script(cls, revision_map, script):
        return RevisionStep(revision_map, script, False)

    @property
    def is_downgrade(self):
        return not self.is_upgrade

    @property
    def name(self):
        return self._data["name"]

    @property
    def doc(self):
        return self._data["doc"]

    @property
    def short_log(self):
        return self._data["short_log"]

    def _described(self):
        return self._data

    def _change(self, heads):
        """Returns how the step changes the rows of the version table."""
        return self._apply(heads)["change"]

    def _apply(self, heads, context=None):
        payload = {"heads": sorted(heads), "step": self._data}
        if context is not None:
            payload["context"] = context
        if self._revision_map is None:
            return request("revisions.apply", payload)
        return self._revision_map._request("apply", **payload)

    def should_delete_branch(self, heads):
        return list(self._change(heads)) == ["delete"]

    def should_create_branch(self, heads):
        return list(self._change(heads)) == ["insert"]

    def should_merge_branches(self, heads):
        return {"delete", "update"} <= self._change(heads).keys()

    def should_unmerge_branches(self, heads):
        return {"insert", "update"} <= self._change(heads).keys()

    def merge_branch_idents(self, heads):
        change = self._change(heads)
        return (change.get("delete", []), *change["update"])

    def unmerge_branch_idents(self, heads):
        change = self._change(heads)
        return (*change["update"], tuple(change.get("insert", ())))

    def update_version_num(self, heads):
        return tuple(self._change(heads)["update"])

    @property
    def delete_version_num(self):
        return self.from_revisions[0]

    @property
    def insert_version_num(self):
        return self.to_revisions[0]

    @property
    def info(self):
        from alembic.runtime._info import MigrationInfo

        up, down = self.to_revisions, self.from_revisions
        if not self.is_upgrade:
            up, down = down, up
        return MigrationInfo(self._revision_map, self.is_upgrade, self.is_stamp, up, down)

    def __str__(self):
        return self._data["text"]


class RevisionStep(MigrationStep):
    """A step that runs a function of a version file."""

    def __init__(self, revision_map, revision, is_upgrade):
        step = {"step": "revision", "revision": revision.revision, "is_upgrade": is_upgrade}
        super().__init__(revision_map._request("step", step=step), revision_map)
        self.revision = revision

    @property
    def migration_fn(self):
        return getattr(self.revision.module, "upgrade" if self.is_upgrade else "downgrade")

    def __eq__(self, other):
        return (
            isinstance(other, RevisionStep)
            and other.revision == self.revision
            and other.is_upgrade == self.is_upgrade
        )

    def __hash__(self):
        return hash((self.revision, self.is_upgrade))

    def __repr__(self):
        return f"RevisionStep({self.revision.revision!r}, is_upgrade={self.is_upgrade!r})"


class StampStep(MigrationStep):
    """A step that only changes the version table."""

    is_stamp = True
    doc = None

    def __init__(self, from_, to_, is_upgrade, branch_move, revision_map=None):
        from alembic.util import to_tuple

        self.from_ = to_tuple(from_, default=())
        self.to_ = to_tuple(to_, default=())
        self.branch_move = branch_move
        step = {
            "step": "stamp",
            "from": list(self.from_),
            "to": list(self.to_),
            "is_upgrade": is_upgrade,
            "branch_move": bool(branch_move),
        }
        super().__init__(request("revisions.step", {"step": step}), revision_map)

    def __eq__(self, other):
        return isinstance(other, StampStep) and other._data == self._data

    def __hash__(self):
        return hash((self.from_, self.to_, self.is_upgrade))


def from_data(directory, data):
    """Returns the object for a step that the engine describes."""
    if data["step"] == "revision":
        revision = directory.get_revision(data["revision"])
        return RevisionStep(directory.revision_map, revision, data["is_upgrade"])
    return StampStep(
        data["from"], data["to"], data["is_upgrade"], data["branch_move"], directory.revision_map
    )


class HeadMaintainer:
    """Follows the heads of a database while steps are taken, and its version table with them."""

    def __init__(self, context, heads):
        self.context = context
        self.heads = set(heads)

    def update_to_step(self, step):
        context = getattr(self.context, "_identifier", None)
        # Without a database, only the heads are followed.
        answer = step._apply(self.heads, context if type(context) is int else None)
        self.heads = set(answer["heads"])
