"""What callbacks learn about a step."""


class MigrationInfo:
    """What a callback of `on_version_apply` learns about a step."""

    @classmethod
    def _of_engine(cls, data):
        info = cls.__new__(cls)
        info.is_upgrade = bool(data.get("is_upgrade"))
        info.is_stamp = bool(data.get("is_stamp"))
        info.up_revision_ids = tuple(data.get("up_revision_ids") or ())
        info.down_revision_ids = tuple(data.get("down_revision_ids") or ())
        return info

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
        from alembic import context

        directory = context.get_context().script
        return tuple(directory.get_revision(identifier) for identifier in identifiers)

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
