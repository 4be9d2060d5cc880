"""The directory of scripts and single scripts."""

from alembic._waist import missing, plain, request
from alembic.script.revision import Revision, RevisionMap, _tuple, names
from alembic.util import memoized_property


class Script(Revision):
    """One version file."""

    @classmethod
    def _of_engine(cls, data):
        script = super()._of_engine(data)
        script.doc = data.get("doc")
        script.longdoc = data.get("longdoc")
        script.path = data.get("path")
        script._log_entries = (data.get("log_entry"), data.get("log_entry_of_current"))
        return script

    # Whether the database is at this revision, as `history` marks it.
    _db_current_indicator = False

    @property
    def log_entry(self):
        return self._log_entries[bool(self._db_current_indicator)]

    @classmethod
    def _from_path(cls, scriptdir, path):
        """Reads the version files again and returns the script of one, None if it is none."""
        from os import fspath

        scriptdir._request("refresh")
        for data in scriptdir._request("all"):
            if data["path"] == fspath(path):
                return cls._of_engine(data)
        return None

    @memoized_property
    def module(self):
        from alembic._host import _execute_file, module_name

        return _execute_file(self.path, module_name(self.path))

    @property
    def _script_path(self):
        from pathlib import Path

        return Path(self.path)

    def cmd_format(
        self,
        verbose,
        include_branches=False,
        include_doc=False,
        include_parents=False,
        tree_indicators=True,
    ):
        """Returns the text that `history`, `heads` and the like show of the revision."""
        if verbose:
            return self.log_entry
        text = self.revision
        if include_parents:
            parents = ", ".join(_tuple(self.down_revision)) or "<base>"
            needed = ", ".join(_tuple(self.dependencies))
            text = f"{parents} ({needed}) -> {text}" if needed else f"{parents} -> {text}"
        if include_branches and self.branch_labels:
            text += f" ({', '.join(sorted(self.branch_labels))})"
        marks = [
            (" (head)", self._is_real_head),
            (" (effective head)", self.is_head and not self._is_real_head),
            (" (current)", self._db_current_indicator),
            (" (branchpoint)", tree_indicators and self.is_branch_point),
            (" (mergepoint)", tree_indicators and self.is_merge_point),
        ]
        text += "".join(mark for mark, is_on in marks if is_on)
        return f"{text}, {self.doc}" if include_doc else text

    def __str__(self):
        marks = ((" (head)", self.is_head), (" (branchpoint)", self.is_branch_point))
        downs = ", ".join(self._all_down_revisions[:]) or "<base>"
        return f"{downs} -> {self.revision}{''.join(text for text, on in marks if on)}, {self.doc}"

    def __repr__(self):
        return f"Script({self.revision!r}, {self.down_revision!r})"


class ScriptDirectory:
    """All version files."""

    def __init__(
        self,
        dir,
        file_template=None,
        truncate_slug_length=40,
        version_locations=None,
        sourceless=False,
        output_encoding="utf-8",
        timezone=None,
        hooks=(),
        recursive_version_locations=False,
        messaging_opts=None,
    ):
        from os import fspath

        from alembic.config import Config

        config = Config()
        options = {
            "script_location": fspath(dir),
            "file_template": file_template,
            "truncate_slug_length": truncate_slug_length,
            "output_encoding": output_encoding,
            "timezone": timezone,
            "sourceless": str(bool(sourceless)).lower(),
            "recursive_version_locations": str(bool(recursive_version_locations)).lower(),
        }
        if version_locations:
            options["path_separator"] = "newline"
            options["version_locations"] = "\n".join(map(fspath, version_locations))
        for name, value in options.items():
            if value is not None:
                config.set_main_option(name, str(value).replace("%", "%%"))
        names = []
        for hook in hooks or ():
            names.append(hook["_hook_name"])
            for key, value in hook.items():
                if key != "_hook_name":
                    option = f"{names[-1]}.{key}"
                    config.set_section_option("post_write_hooks", option, value.replace("%", "%%"))
        if names:
            config.set_section_option("post_write_hooks", "hooks", ", ".join(names))
        self._open(config)
        self.messaging_opts = messaging_opts or {}

    @classmethod
    def _of_engine(cls, identifier):
        directory = cls.__new__(cls)
        directory._identifier = identifier
        directory._described = None
        return directory

    @classmethod
    def from_config(cls, config):
        directory = cls.__new__(cls)
        directory._open(config)
        return directory

    def _open(self, config):
        self._identifier = request("script.open", {"config": config._identifier})["script"]
        self._described = None
        self._opened_for = config

    def _change(self, name, value):
        self._request("change", name=name, value=value)
        self._described = None

    @property
    def revision_map(self):
        return RevisionMap._of_script(self)

    @property
    def _config(self):
        config = self.__dict__.get("_opened_for")
        if config is None:
            from alembic.config import Config

            config = self._opened_for = Config._of_engine(self._description()["config"])
        return config

    def _request(self, verb, **payload):
        payload["script"] = self._identifier
        return request("script." + verb, payload)

    def _description(self):
        if self._described is None:
            self._described = self._request("describe")
        return self._described

    def get_template_directory(self):
        return self._config.get_template_directory()

    def run_env(self):
        """Runs `env.py` in the environment that is entered."""
        from alembic._host import load_environment

        load_environment(self.dir, "env.py")

    @property
    def dir(self):
        return self._description()["dir"]

    @property
    def versions(self):
        return self._request("version_locations")[0]

    @property
    def _version_locations(self):
        from pathlib import Path

        return [Path(location) for location in self._request("version_locations")]

    @property
    def messaging_opts(self):
        return self.__dict__.get("messaging_opts") or self._config.messaging_opts

    @messaging_opts.setter
    def messaging_opts(self, options):
        self.__dict__["messaging_opts"] = options

    @property
    def hooks(self):
        return self._config.get_hooks_list()

    @property
    def env_py_location(self):
        import os

        return os.path.abspath(os.path.join(self.dir, "env.py"))

    def get_heads(self, consider_depends_on=False):
        return list(self._request("get_heads", consider_depends_on=consider_depends_on))

    def get_bases(self):
        return list(self._request("get_bases"))

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
        found = self._request("get_revisions", id=names(id_))
        return tuple(Script._of_engine(data) for data in found)

    def get_all_current(self, id_):
        return {
            self.get_revision(revision.revision)
            for revision in self.revision_map._get_all_current(id_)
        }

    def get_revision(self, id_):
        scripts = self.get_revisions(id_)
        return scripts[0] if scripts else None

    def walk_revisions(self, base="base", head="heads"):
        for data in self._request("walk_revisions", base=base, head=head):
            yield Script._of_engine(data)

    def iterate_revisions(self, upper, lower, **kw):
        for revision in self.revision_map.iterate_revisions(upper, lower, **kw):
            yield self.get_revision(revision.revision)

    def as_revision_number(self, id_):
        if id_ is None or id_ == "base":
            return None
        identifiers = tuple(self._request("as_revision_number", id=names(id_)))
        if id_ == "heads":
            return identifiers
        return identifiers[0] if identifiers else None

    def _plan(self, kind, destination, current):
        from alembic.runtime._steps import from_data

        return [from_data(self, step) for step in self.revision_map._plan(kind, destination, current)]

    def _upgrade_revs(self, destination, current_rev):
        return self._plan("upgrade", destination, current_rev)

    def _downgrade_revs(self, destination, current_rev):
        return self._plan("downgrade", destination, current_rev)

    def _stamp_revs(self, revision, heads):
        return self._plan("stamp", revision, heads)

    def _generate_create_date(self):
        """Returns the date of a revision that is made now, in the configured time zone."""
        import time

        from alembic._values import from_data

        return from_data(self._request("create_date", microseconds=time.time_ns() // 1000))

    def _rev_path(self, path, rev_id, message, create_date):
        """Returns the file that a revision gets in a folder."""
        from pathlib import Path

        name = self._request(
            "file_name",
            revision=rev_id,
            message=message or "",
            date=create_date.replace(tzinfo=None).isoformat(),
            epoch=int(create_date.timestamp()),
        )
        return Path(path) / name

    def generate_revision(
        self,
        revid,
        message,
        head=None,
        splice=False,
        branch_labels=None,
        version_path=None,
        file_template=None,
        depends_on=None,
        **kw,
    ):
        from os import fspath

        kw.pop("refresh", None)
        payload = {
            "config": self._config._identifier,
            "revid": revid,
            "message": message,
            "head": names(head),
            "splice": bool(splice),
            "branch_labels": names(branch_labels),
            "version_path": fspath(version_path) if version_path else None,
            "depends_on": names(depends_on),
            "variables": {name: plain(value) for name, value in kw.items()},
            "script": self._identifier,
        }
        answer = request("command.generate_revision", payload)
        self._request("refresh")
        self._described = None
        return self.get_revision(answer["revision"])


def _setting(name):
    def get(self):
        return self._description()["configured"][name]

    def change(self, value):
        self._change(name, value)

    return property(get, change)


for _name in (
    "file_template",
    "output_encoding",
    "recursive_version_locations",
    "sourceless",
    "timezone",
    "truncate_slug_length",
    "version_locations",
):
    setattr(ScriptDirectory, _name, _setting(_name))
del _name


def __getattr__(name):
    raise missing(__name__, name)
