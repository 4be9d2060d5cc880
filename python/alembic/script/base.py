"""The directory of scripts and single scripts."""

from alembic._waist import missing, not_implemented, request


class Script:
    """One version file."""

    nextrev = frozenset()

    @classmethod
    def _of_engine(cls, data):
        script = cls.__new__(cls)
        script.revision = data["revision"]
        script.down_revision = _revision(data.get("down_revision"))
        script.dependencies = _revision(data.get("dependencies"))
        script.branch_labels = set(data.get("branch_labels") or ())
        script.doc = data.get("doc")
        script.longdoc = data.get("longdoc")
        script.path = data.get("path")
        script.nextrev = frozenset(data.get("nextrev") or ())
        for flag in ("is_head", "is_base", "is_branch_point", "is_merge_point"):
            setattr(script, flag, bool(data.get(flag)))
        return script

    @property
    def module(self):
        from alembic._host import _execute_file

        module = self.__dict__["module"] = _execute_file(self.path, self.revision)
        return module

    def __repr__(self):
        return f"Script({self.revision!r}, {self.down_revision!r})"


def _revision(value):
    return tuple(value) if isinstance(value, list) else value


class ScriptDirectory:
    """All version files."""

    def __init__(self, dir, *args, **kw):
        raise not_implemented("a ScriptDirectory without a Config: use ScriptDirectory.from_config()")

    @classmethod
    def _of_engine(cls, identifier):
        directory = cls.__new__(cls)
        directory._identifier = identifier
        directory._described = None
        return directory

    @classmethod
    def from_config(cls, config):
        return cls._of_engine(request("script.open", {"config": config._identifier})["script"])

    def _request(self, verb, **payload):
        payload["script"] = self._identifier
        return request("script." + verb, payload)

    def _description(self):
        if self._described is None:
            self._described = self._request("describe")
        return self._described

    def run_env(self):
        """Runs `env.py` in the environment that is entered."""
        from alembic._host import _execute_file

        _execute_file(self.env_py_location, "env_py")

    @property
    def dir(self):
        return self._description()["dir"]

    @property
    def versions(self):
        return self._description()["versions"][0]

    @property
    def version_locations(self):
        return list(self._description()["versions"])

    @property
    def env_py_location(self):
        import os

        return os.path.abspath(os.path.join(self.dir, "env.py"))

    def get_heads(self, consider_depends_on=False):
        return list(self._description()["heads"])

    def get_bases(self):
        return list(self._description()["bases"])

    def get_current_head(self):
        heads = self.get_heads()
        if len(heads) > 1:
            from alembic.util.exc import CommandError

            raise CommandError(
                "The script directory has multiple heads (due to branching).Please use "
                "get_heads(), or merge the branches using alembic merge."
            )
        return heads[0] if heads else None

    def get_base(self):
        bases = self.get_bases()
        if len(bases) > 1:
            from alembic.util.exc import CommandError

            raise CommandError("The script directory has multiple bases. Please use get_bases().")
        return bases[0] if bases else None

    def get_revisions(self, id_):
        if isinstance(id_, (tuple, set, frozenset)):
            id_ = list(id_)
        return tuple(
            Script._of_engine(data) for data in self._request("get_revisions", id=id_)
        )

    def get_revision(self, id_):
        scripts = self.get_revisions(id_)
        return scripts[0] if scripts else None

    def walk_revisions(self, base="base", head="heads"):
        for data in self._request("walk_revisions", base=base, head=head):
            yield Script._of_engine(data)

    def iterate_revisions(self, upper, lower, **kw):
        return self.walk_revisions(lower or "base", upper or "heads")

    def as_revision_number(self, id_):
        if id_ is None or id_ == "base":
            return None
        identifiers = tuple(script.revision for script in self.get_revisions(id_))
        if id_ == "heads":
            return identifiers
        return identifiers[0] if identifiers else None


def __getattr__(name):
    raise missing(__name__, name)
