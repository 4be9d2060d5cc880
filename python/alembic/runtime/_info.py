"""What callbacks learn about a step."""


class MigrationInfo:
    """What a callback of `on_version_apply` learns about a step."""

    def __init__(self, revision_map, is_upgrade, is_stamp, up_revisions, down_revisions):
        from alembic.util import to_tuple

        self.revision_map = revision_map
        self.is_upgrade = is_upgrade
        self.is_stamp = is_stamp
        self.up_revision_ids = to_tuple(up_revisions, default=())
        self.down_revision_ids = to_tuple(down_revisions, default=())

    @classmethod
    def _of_engine(cls, data, revision_map):
        return cls(
            revision_map,
            bool(data.get("is_upgrade")),
            bool(data.get("is_stamp")),
            tuple(data.get("up_revision_ids") or ()),
            tuple(data.get("down_revision_ids") or ()),
        )

    @property
    def up_revision_id(self):
        return self.up_revision_ids[0] if self.up_revision_ids else None

    @property
    def is_migration(self):
        return not self.is_stamp

    @property
    def source_revision_ids(self):
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def destination_revision_ids(self):
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    def _revisions(self, identifiers):
        return self.revision_map.get_revisions(identifiers)

    @property
    def up_revision(self):
        revisions = self.up_revisions
        return revisions[0] if revisions else None

    @property
    def up_revisions(self):
        return self._revisions(self.up_revision_ids)

    @property
    def down_revisions(self):
        return self._revisions(self.down_revision_ids)

    @property
    def source_revisions(self):
        return self._revisions(self.source_revision_ids)

    @property
    def destination_revisions(self):
        return self._revisions(self.destination_revision_ids)
