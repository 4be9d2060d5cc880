"""The steps of a plan, as views of the engine's."""


class MigrationStep:
    """One step on the way from revision to revision."""

    is_stamp = False

    def __init__(self, data):
        self._data = data
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

    def __str__(self):
        return self._data["text"]


class RevisionStep(MigrationStep):
    """A step that runs a function of a version file."""

    def __init__(self, revision_map, revision, is_upgrade):
        super().__init__(
            revision_map._request("step", revision=revision.revision, is_upgrade=is_upgrade)
        )
        self._revision_map = revision_map
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

    def __init__(self, data):
        super().__init__(data)
        self.from_ = tuple(data["from"])
        self.to_ = tuple(data["to"])
        self.branch_move = data["branch_move"]

    def __eq__(self, other):
        return isinstance(other, StampStep) and other._data == self._data

    def __hash__(self):
        return hash((self.from_, self.to_, self.is_upgrade))


def from_data(directory, data):
    """Returns the object for a step that the engine describes."""
    if data["step"] == "revision":
        revision = directory.get_revision(data["revision"])
        return RevisionStep(directory.revision_map, revision, data["is_upgrade"])
    return StampStep(data)


class HeadMaintainer:
    """Follows the heads of a database while steps are taken."""

    def __init__(self, context, heads):
        self.context = context
        self.heads = set(heads)

    def update_to_step(self, step):
        if isinstance(step, StampStep):
            self.heads.difference_update(step.from_revisions)
            self.heads.update(step.to_revisions)
            return
        answer = step._revision_map._request(
            "apply",
            heads=sorted(self.heads),
            revision=step.revision.revision,
            is_upgrade=step.is_upgrade,
        )
        self.heads = set(answer)
