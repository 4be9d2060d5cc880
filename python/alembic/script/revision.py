"""The revision graph, as views of the engine's."""

from alembic._waist import missing, request


class RevisionError(Exception):
    pass


class RangeNotAncestorError(RevisionError):
    """One end of a range does not come before the other."""


class MultipleHeads(RevisionError):
    """A name stands for several revisions where one is needed."""

    def __init__(self, heads, argument):
        self.heads = heads
        self.argument = argument
        names = ", ".join(heads)
        super().__init__(f"Multiple heads are present for given argument '{argument}'; {names}")


class ResolutionError(RevisionError):
    """A name stands for no revision."""

    def __init__(self, message, argument):
        super().__init__(message)
        self.argument = argument


class CycleDetected(RevisionError):
    pass


class DependencyCycleDetected(CycleDetected):
    pass


class LoopDetected(CycleDetected):
    pass


class DependencyLoopDetected(DependencyCycleDetected, LoopDetected):
    pass


def names(value):
    """Returns names of revisions as the engine takes them: None, a text or a list of texts."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Revision):
        return value.revision
    if isinstance(value, bytes) or any(isinstance(item, bytes) for item in value):
        raise RevisionError(
            f"revision identifier {value!r} is not a string; ensure database driver settings "
            "are correct"
        )
    return [item.revision if isinstance(item, Revision) else item for item in value if item]


def _tuple(value):
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _scalar(value):
    return tuple(value) if isinstance(value, list) else value


class Revision:
    """One revision and its place in the graph."""

    nextrev = frozenset()
    _all_nextrev = frozenset()
    _orig_branch_labels = frozenset()
    doc = None

    def __init__(self, revision, down_revision, dependencies=None, branch_labels=None):
        downs, needed = _tuple(down_revision), _tuple(dependencies)
        self.revision = revision
        self.down_revision = downs[0] if len(downs) == 1 else (downs or None)
        self.dependencies = needed[0] if len(needed) == 1 else (needed or None)
        self._orig_branch_labels = set(_tuple(branch_labels))
        self.branch_labels = set(self._orig_branch_labels)
        self._resolved_dependencies = ()
        self._normalized_down_revisions = downs
        self.is_base = not downs
        self.is_head = self._is_real_head = True
        self.is_branch_point = False
        self.is_merge_point = len(downs) > 1
        request("revisions.check", {"revision": self._declared()})

    @classmethod
    def _of_engine(cls, data):
        revision = cls.__new__(cls)
        revision._place(data)
        return revision

    def _place(self, data):
        """Takes over what the engine says of the revision's place in the graph."""
        self.revision = data["revision"]
        self.down_revision = _scalar(data["down_revision"])
        needed = data["dependencies"]
        self.dependencies = needed[0] if len(needed) == 1 else (tuple(needed) or None)
        self.branch_labels = set(data["branch_labels"])
        self.nextrev = frozenset(data["nextrev"])
        self._all_nextrev = frozenset(data["all_nextrev"])
        self._resolved_dependencies = tuple(data["resolved_dependencies"])
        self._normalized_down_revisions = tuple(data["normalized_down_revisions"])
        self.is_head = data["is_head"]
        self._is_real_head = data["is_real_head"]
        self.is_base = data["is_base"]
        self.is_branch_point = data["is_branch_point"]
        self.is_merge_point = data["is_merge_point"]

    @property
    def _versioned_down_revisions(self):
        return _tuple(self.down_revision)

    @property
    def _all_down_revisions(self):
        return tuple(dict.fromkeys(_tuple(self.down_revision) + self._resolved_dependencies))

    @property
    def _is_real_base(self):
        return not _tuple(self.down_revision) and not _tuple(self.dependencies)

    @property
    def _is_real_branch_point(self):
        return len(self._all_nextrev) > 1

    def _declared(self):
        return {
            "revision": self.revision,
            "down_revision": list(_tuple(self.down_revision)),
            "dependencies": list(_tuple(self.dependencies)),
            "branch_labels": sorted(self._orig_branch_labels),
            "doc": self.doc or "",
        }

    def __eq__(self, other):
        return isinstance(other, Revision) and other.revision == self.revision

    def __hash__(self):
        return hash(self.revision)

    def __repr__(self):
        arguments = [repr(self.revision), repr(self.down_revision)]
        if self.dependencies:
            arguments.append(f"dependencies={self.dependencies!r}")
        if self.branch_labels:
            arguments.append(f"branch_labels={self.branch_labels!r}")
        return f"{type(self).__name__}({', '.join(arguments)})"


class RevisionMap:
    """The graph of some revisions."""

    def __init__(self, generator):
        self._generator = generator
        self._number = None
        self._known = {}

    @classmethod
    def _of_script(cls, directory):
        revisions = cls(None)
        revisions._script = directory
        return revisions

    def _request(self, verb, **payload):
        if self._generator is None:
            payload["script"] = self._script._identifier
        else:
            payload["map"] = self._made()
        return request("revisions." + verb, payload)

    def _made(self):
        if self._number is None:
            known = list(self._generator())
            declared = [revision._declared() for revision in known]
            self._number = request("revisions.create", {"revisions": declared})["map"]
            self._known = {revision.revision: revision for revision in known}
        return self._number

    def _revision(self, data):
        if self._generator is None:
            return self._script.get_revision(data["revision"])
        revision = self._known.get(data["revision"])
        if revision is None:
            return Revision._of_engine(data)
        revision._place(data)
        return revision

    def _list(self, found):
        return tuple(self._revision(data) for data in found)

    @property
    def heads(self):
        return tuple(self._request("describe")["heads"])

    @property
    def bases(self):
        return tuple(self._request("describe")["bases"])

    @property
    def _real_heads(self):
        return tuple(self._request("describe")["real_heads"])

    @property
    def _real_bases(self):
        return tuple(self._request("describe")["real_bases"])

    @property
    def _revision_map(self):
        found = {revision.revision: revision for revision in self._list(self._request("all"))}
        for revision in list(found.values()):
            for label in revision._orig_branch_labels:
                found[label] = revision
        found[None] = found[()] = None
        return found

    def filter_for_lineage(self, targets, check_against, include_dependencies=False):
        targets = tuple(targets)
        if not check_against or not targets:
            return targets
        found = self._request(
            "filter_for_lineage",
            targets=names(targets),
            check_against=names(check_against),
            include_dependencies=include_dependencies,
        )
        return self._list(found)

    def _get_base_revisions(self, identifier):
        found = self.filter_for_lineage(self.bases, identifier)
        return tuple(revision if isinstance(revision, str) else revision.revision for revision in found)

    def add_revision(self, revision, _replace=False):
        if self._generator is None:
            # The folder has been read again: the revision is in it.
            return
        self._request("add", revision=revision._declared())
        self._known[revision.revision] = revision

    def get_current_head(self, branch_label=None):
        return self._request("current_head", branch=branch_label)

    def get_revisions(self, id_):
        return self._list(self._request("get_revisions", id=names(id_)))

    def get_revision(self, id_):
        found = self.get_revisions(id_)
        if len(found) > 1:
            raise MultipleHeads([revision.revision for revision in found], id_)
        return found[0] if found else None

    def iterate_revisions(
        self,
        upper,
        lower,
        implicit_base=False,
        inclusive=False,
        assert_relative_length=True,
        select_for_downgrade=False,
    ):
        found = self._request(
            "iterate",
            upper=names(upper),
            lower=names(lower),
            implicit_base=implicit_base,
            inclusive=inclusive,
            assert_relative_length=assert_relative_length,
            select_for_downgrade=select_for_downgrade,
        )
        yield from self._list(found)

    def _get_all_current(self, id_):
        return set(self._list(self._request("all_current", id=names(id_))))

    def _plan(self, kind, destination, current):
        return self._request(
            "plan", kind=kind, destination=names(destination), current=names(current)
        )


def __getattr__(name):
    raise missing(__name__, name)
