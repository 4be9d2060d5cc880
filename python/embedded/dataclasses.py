"""A light `dataclasses`: the same decorators over closures instead of generated source."""


class FrozenInstanceError(AttributeError):
    pass


class _Marker:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return self._name


MISSING = _Marker("MISSING")
KW_ONLY = _Marker("KW_ONLY")
_HAS_DEFAULT = _Marker("<factory>")
_FIELDS = "__dataclass_fields__"
_PARAMS = "__dataclass_params__"


class InitVar:
    """An argument of the constructor that becomes no field."""

    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """What is known of a field."""

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only, doc):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only
        self.doc = doc
        self._is_init_var = False

    def __repr__(self):
        return f"Field(name={self.name!r},type={self.type!r})"


def field(
    *,
    default=MISSING,
    default_factory=MISSING,
    init=True,
    repr=True,
    hash=None,
    compare=True,
    metadata=None,
    kw_only=MISSING,
    doc=None,
):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only, doc)


class _Parameters:
    def __init__(self, **kw):
        self.__dict__.update(kw)


def dataclass(
    cls=None,
    /,
    *,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
):
    def decorate(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, kw_only, match_args)

    return decorate if cls is None else decorate(cls)


def _annotation_text(annotation):
    if isinstance(annotation, str):
        return annotation
    return getattr(annotation, "_name", None) or getattr(annotation, "__forward_arg__", "") or ""


def _process(cls, init, repr_, eq, order, unsafe_hash, frozen, kw_only, match_args):
    from _typing_classes import annotations_of

    fields = {}
    for base in cls.__mro__[-1:0:-1]:
        for name, inherited in getattr(base, _FIELDS, {}).items():
            fields[name] = inherited
    everything_keyword = kw_only
    for name, annotation in annotations_of(cls).items():
        text = _annotation_text(annotation).rpartition(".")[2]
        if annotation is KW_ONLY or text == "KW_ONLY":
            everything_keyword = True
            continue
        if text.startswith("ClassVar"):
            continue
        default = cls.__dict__.get(name, MISSING)
        if isinstance(default, Field):
            made = default
            if made.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, made.default)
        else:
            if type(default) in (list, dict, set):
                raise ValueError(
                    f"mutable default {type(default)} for field {name} is not allowed: "
                    "use default_factory"
                )
            made = field(default=default)
        made.name = name
        made.type = annotation
        made._is_init_var = isinstance(annotation, InitVar) or text.startswith("InitVar")
        if made.kw_only is MISSING:
            made.kw_only = everything_keyword
        fields[name] = made
    setattr(cls, _FIELDS, fields)
    setattr(
        cls,
        _PARAMS,
        _Parameters(
            init=init, repr=repr_, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen
        ),
    )
    real = [item for item in fields.values() if not item._is_init_var]
    if init:
        _set(cls, "__init__", _make_init(cls, list(fields.values()), frozen))
    if repr_:
        _set(cls, "__repr__", _make_repr([item for item in real if item.repr]))
    compared = [item.name for item in real if item.compare]
    if eq:
        _set(cls, "__eq__", _make_comparison(compared, "__eq__"))
    if order:
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):
            _set(cls, name, _make_comparison(compared, name))
    if frozen:
        cls.__setattr__ = _refuse_set
        cls.__delattr__ = _refuse_delete
    if unsafe_hash or (eq and frozen):
        hashed = [item.name for item in real if (item.compare if item.hash is None else item.hash)]
        cls.__hash__ = lambda self: hash(tuple([getattr(self, name) for name in hashed]))
    elif eq and "__hash__" not in cls.__dict__:
        cls.__hash__ = None
    if match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(item.name for item in real if item.init and not item.kw_only)
    return cls


def _set(cls, name, function):
    if name not in cls.__dict__:
        function.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, function)


def _make_init(cls, fields, frozen):
    positional = [item for item in fields if item.init and not item.kw_only]
    keyword = [item for item in fields if item.init and item.kw_only]
    seen_default = None
    for item in positional:
        has_default = item.default is not MISSING or item.default_factory is not MISSING
        if has_default:
            seen_default = item.name
        elif seen_default is not None:
            raise TypeError(
                f"non-default argument {item.name!r} follows default argument {seen_default!r}"
            )
    names = {item.name for item in positional} | {item.name for item in keyword}

    def __init__(self, *args, **kw):
        if len(args) > len(positional):
            raise TypeError(
                f"{cls.__name__}.__init__() takes {len(positional) + 1} positional arguments but "
                f"{len(args) + 1} were given"
            )
        given = {}
        for item, value in zip(positional, args):
            given[item.name] = value
        for name, value in kw.items():
            if name not in names:
                raise TypeError(
                    f"{cls.__name__}.__init__() got an unexpected keyword argument {name!r}"
                )
            if name in given:
                raise TypeError(
                    f"{cls.__name__}.__init__() got multiple values for argument {name!r}"
                )
            given[name] = value
        init_only = []
        for item in fields:
            if item.name in given:
                value = given[item.name]
            elif item.default_factory is not MISSING:
                value = item.default_factory()
            elif item.default is not MISSING:
                value = item.default
            elif item.init:
                raise TypeError(
                    f"{cls.__name__}.__init__() missing 1 required positional argument: "
                    f"{item.name!r}"
                )
            else:
                continue
            if item._is_init_var:
                init_only.append(value)
            elif frozen:
                object.__setattr__(self, item.name, value)
            else:
                setattr(self, item.name, value)
        after = getattr(self, "__post_init__", None)
        if after is not None:
            after(*init_only)

    return __init__


def _make_repr(fields):
    names = [item.name for item in fields]

    def __repr__(self):
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _make_comparison(names, method):
    def compare(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return getattr(tuple([getattr(self, name) for name in names]), method)(
            tuple([getattr(other, name) for name in names])
        )

    compare.__name__ = method
    return compare


def _refuse_set(self, name, value):
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self, name):
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def fields(class_or_instance):
    found = getattr(class_or_instance, _FIELDS, None)
    if found is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(item for item in found.values() if not item._is_init_var)


def is_dataclass(obj):
    return hasattr(obj, _FIELDS)


def asdict(obj, *, dict_factory=dict):
    if not is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("asdict() should be called on dataclass instances")
    return _plain(obj, dict_factory)


def _plain(value, factory):
    if is_dataclass(value) and not isinstance(value, type):
        return factory(
            [(item.name, _plain(getattr(value, item.name), factory)) for item in fields(value)]
        )
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_plain(item, factory) for item in value])
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(item, factory) for item in value)
    if isinstance(value, dict):
        return type(value)(
            (_plain(key, factory), _plain(item, factory)) for key, item in value.items()
        )
    import copy

    return copy.deepcopy(value)


def astuple(obj, *, tuple_factory=tuple):
    return tuple_factory(
        [
            astuple(value, tuple_factory=tuple_factory)
            if is_dataclass(value) and not isinstance(value, type)
            else value
            for value in [getattr(obj, item.name) for item in fields(obj)]
        ]
    )


def replace(obj, /, **changes):
    for item in fields(obj):
        if item.init and item.name not in changes:
            changes[item.name] = getattr(obj, item.name)
    return type(obj)(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **kw):
    members = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            annotations[item] = object
        else:
            annotations[item[0]] = item[1]
            if len(item) > 2:
                members[item[0]] = item[2]
    members["__annotations__"] = annotations
    return dataclass(type(cls_name, bases, members), **kw)


def __getattr__(name):
    from alembic._waist import missing

    raise missing("dataclasses", name)
