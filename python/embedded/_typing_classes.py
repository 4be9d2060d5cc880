"""The parts of `typing` that make classes or evaluate annotations."""

import sys


def annotations_of(cls):
    """Returns the annotations of one class; a name that does not exist stays a forward reference."""
    found = cls.__dict__.get("__annotations__")
    if found.__class__ is dict or (found is not None and not hasattr(found, "__get__")):
        return found
    try:
        return dict(cls.__annotations__) if _has_own(cls) else {}
    except NameError:
        import annotationlib

        return annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)


def _has_own(cls):
    return any(name in cls.__dict__ for name in ("__annotate_func__", "__annotate__"))


class _Missing(dict):
    """Names for evaluation: those of a module, and forward references for all others."""

    def __init__(self, cls_names, module_names):
        self.places = (cls_names, module_names, vars(sys.modules["builtins"]))

    def __getitem__(self, name):
        for place in self.places:
            if name in place:
                return place[name]
        import typing

        return typing.ForwardRef(name)


def evaluate(annotation, cls):
    """Returns what a text in an annotation stands for."""
    if hasattr(annotation, "__forward_arg__"):
        annotation = annotation.__forward_arg__
    if not isinstance(annotation, str):
        return annotation
    module = sys.modules.get(cls.__module__)
    names = vars(module) if module is not None else {}
    own = {cls.__name__: cls, **vars(cls)} if isinstance(cls, type) else {}
    try:
        return eval(annotation, names, _Missing(own, names))
    except Exception:
        import typing

        return typing.ForwardRef(annotation)


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    import typing

    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            if base is object:
                continue
            for name, annotation in annotations_of(base).items():
                hints[name] = evaluate(annotation, base)
    else:
        names = globalns or getattr(obj, "__globals__", None) or vars(obj)
        for name, annotation in dict(getattr(obj, "__annotations__", {}) or {}).items():
            if isinstance(annotation, str):
                annotation = eval(annotation, names, _Missing(localns or {}, names))
            hints[name] = type(None) if annotation is None else annotation
    if not include_extras:
        hints = {
            name: hint.__origin__ if isinstance(hint, typing._Annotated) else hint
            for name, hint in hints.items()
        }
    return hints


class _NamedTupleMeta(type):
    def __new__(metacls, name, bases, members):
        from collections import namedtuple

        if members.get("_is_root"):
            return type.__new__(metacls, name, bases, members)
        probe = type("_Probe", (), dict(members))
        fields = list(annotations_of(probe))
        defaults = [members[field] for field in fields if field in members]
        made = namedtuple(name, fields, defaults=defaults, module=members.get("__module__"))
        for key, value in members.items():
            if key not in fields and key not in (
                "__module__",
                "__qualname__",
                "__dict__",
                "__weakref__",
                "__classcell__",
                "__classdictcell__",
            ):
                try:
                    setattr(made, key, value)
                except (AttributeError, TypeError):
                    pass
        return made


_NamedTupleRoot = type.__new__(_NamedTupleMeta, "NamedTuple", (), {"_is_root": True})


def NamedTuple(typename, fields=(), /, **kw):
    """Makes a class of tuples with names; also the base of such classes."""
    from collections import namedtuple

    return namedtuple(typename, [name for name, _ in fields or kw.items()])


NamedTuple.__mro_entries__ = lambda bases: (_NamedTupleRoot,)


class _TypedDictMeta(type):
    def __new__(metacls, name, bases, members, total=True, **kw):
        made = type.__new__(metacls, name, (dict,), members)
        made.__total__ = total
        return made

    def __init__(cls, name, bases, members, **kw):
        super().__init__(name, bases, members)

    def __call__(cls, *args, **kw):
        return dict(*args, **kw)


_TypedDictRoot = type.__new__(_TypedDictMeta, "TypedDict", (dict,), {})


def TypedDict(typename, fields=None, /, *, total=True):
    """Makes a class of dictionaries with known keys; also the base of such classes."""
    return _TypedDictMeta(typename, (), {"__annotations__": dict(fields or {})}, total=total)


TypedDict.__mro_entries__ = lambda bases: (_TypedDictRoot,)
