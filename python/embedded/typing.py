"""A light `typing`: names for annotations, and just enough behind them to be looked at."""

import sys

TYPE_CHECKING = False


def _type_repr(value):
    if isinstance(value, type):
        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
    if value is ...:
        return "..."
    return repr(value)


class _Form:
    """A name that takes something in brackets."""

    def __init__(self, name, origin=None):
        self._name = name
        self.__origin__ = origin

    def __getitem__(self, item):
        arguments = item if isinstance(item, tuple) else (item,)
        if self._name == "Optional":
            return _union((arguments[0], None))
        if self._name == "Union":
            return _union(arguments)
        if self._name == "Annotated":
            return _Annotated(arguments[0], arguments[1:])
        return _Alias(self._name, self.__origin__ or self, _converted(self._name, arguments))

    def __call__(self, *args, **kw):
        if self.__origin__ is None:
            raise TypeError(f"Cannot instantiate {self!r}")
        return self.__origin__(*args, **kw)

    def __mro_entries__(self, bases):
        return (self.__origin__,) if self.__origin__ is not None else ()

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)

    def __or__(self, other):
        return _union((self, other))

    def __ror__(self, other):
        return _union((other, self))

    def __repr__(self):
        return f"typing.{self._name}"


def _converted(name, arguments):
    if name == "Literal":
        return arguments
    return tuple(
        type(None) if item is None else ForwardRef(item) if isinstance(item, str) else item
        for item in arguments
    )


class _Alias:
    """A name with something in brackets."""

    def __init__(self, name, origin, arguments):
        self._name = name
        self.__origin__ = origin
        self.__args__ = arguments
        self.__parameters__ = ()

    def __getitem__(self, item):
        return self

    def __call__(self, *args, **kw):
        return self.__origin__(*args, **kw)

    def __mro_entries__(self, bases):
        origin = self.__origin__
        return (origin,) if isinstance(origin, type) else ()

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__origin__)

    def __subclasscheck__(self, cls):
        return issubclass(cls, self.__origin__)

    def __or__(self, other):
        return _union((self, other))

    def __ror__(self, other):
        return _union((other, self))

    def __eq__(self, other):
        return (
            isinstance(other, _Alias)
            and self.__origin__ is other.__origin__
            and self.__args__ == other.__args__
        )

    def __hash__(self):
        return hash((self._name, len(self.__args__)))

    def __repr__(self):
        shown = ", ".join(_type_repr(item) for item in self.__args__)
        return f"typing.{self._name}[{shown}]"


class _Annotated(_Alias):
    """A type with something said about it."""

    def __init__(self, kind, metadata):
        if isinstance(kind, _Annotated):
            metadata = kind.__metadata__ + metadata
            kind = kind.__origin__
        super().__init__("Annotated", kind, (kind,))
        self.__metadata__ = tuple(metadata)

    def __repr__(self):
        said = ", ".join(map(repr, self.__metadata__))
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {said}]"


def _union(members):
    flat = []
    for member in _converted("Union", members):
        if getattr(member, "__origin__", None) is Union or _is_builtin_union(member):
            inner = member.__args__
        else:
            inner = (member,)
        for item in inner:
            if item not in flat:
                flat.append(item)
    if len(flat) == 1:
        return flat[0]
    return _Alias("Union", Union, tuple(flat))


def _is_builtin_union(value):
    return type(value).__name__ in ("UnionType", "Union") and hasattr(value, "__args__")


class ForwardRef:
    """A name of a type that need not exist yet."""

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        self.__forward_arg__ = arg
        self.__forward_module__ = module

    def __eq__(self, other):
        return isinstance(other, ForwardRef) and other.__forward_arg__ == self.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __or__(self, other):
        return _union((self, other))

    def __ror__(self, other):
        return _union((other, self))

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"


Union = _Form("Union")
Optional = _Form("Optional")
Annotated = _Form("Annotated")
_FORMS = (
    "ClassVar Concatenate Final Literal LiteralString Never NoReturn NotRequired ReadOnly Required"
    " Self TypeAlias TypeGuard TypeIs Unpack"
).split()


class Any:
    """Anything."""

    def __new__(cls, *args, **kw):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


Text = str
_BUILTIN = {
    "Dict": dict,
    "FrozenSet": frozenset,
    "List": list,
    "Set": set,
    "Tuple": tuple,
    "Type": type,
}

# The others are made when they are asked for, with the class that they stand for.
_ABSTRACT = (
    "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container"
    " Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView"
    " MutableMapping MutableSequence MutableSet Reversible Sequence Sized ValuesView"
).split()
_ELSEWHERE = {
    "AbstractSet": ("_collections_abc", "Set"),
    "AsyncContextManager": ("contextlib", "AbstractAsyncContextManager"),
    "ContextManager": ("contextlib", "AbstractContextManager"),
    "ChainMap": ("collections", "ChainMap"),
    "Counter": ("collections", "Counter"),
    "DefaultDict": ("collections", "defaultdict"),
    "Deque": ("collections", "deque"),
    "OrderedDict": ("collections", "OrderedDict"),
    "Match": ("re", "Match"),
    "Pattern": ("re", "Pattern"),
}
_PROTOCOLS = {
    "SupportsAbs": "__abs__",
    "SupportsBytes": "__bytes__",
    "SupportsComplex": "__complex__",
    "SupportsFloat": "__float__",
    "SupportsIndex": "__index__",
    "SupportsInt": "__int__",
    "SupportsRound": "__round__",
}
_FILES = ("IO", "TextIO", "BinaryIO")
_CLASSES = ("NamedTuple", "TypedDict", "get_type_hints")


def __getattr__(name):
    if name in _BUILTIN:
        value = _Form(name, _BUILTIN[name])
    elif name in _FORMS:
        value = _Form(name)
    elif name in _ABSTRACT:
        value = _Form(name, getattr(sys.modules["_collections_abc"], name, None))
    elif name in _ELSEWHERE:
        module, attribute = _ELSEWHERE[name]
        value = _Form(name, getattr(__import__(module), attribute))
    elif name in _PROTOCOLS or name in _FILES:
        value = type(name, (), {"__class_getitem__": classmethod(lambda cls, item: cls)})
    elif name in _CLASSES:
        import _typing_classes

        value = getattr(_typing_classes, name)
    elif name == "AnyStr":
        value = TypeVar("AnyStr", bytes, str)
    elif name == "__all__":
        names = [known for known in globals() if known[:1] != "_" and known != "sys"]
        value = [*names, *_BUILTIN, *_FORMS, *_ABSTRACT, *_ELSEWHERE, *_PROTOCOLS, *_FILES]
        value += [*_CLASSES, "AnyStr"]
    else:
        raise AttributeError(f"module 'typing' has no attribute {name!r}")
    globals()[name] = value
    return value


try:
    from _typing import Generic, ParamSpec, TypeVar, TypeVarTuple
except ImportError:

    class Generic:
        """The base of classes that take types in brackets."""

        def __class_getitem__(cls, item):
            return _generic_class_getitem(cls, item)

    class TypeVar:
        """A type that is left open."""

        def __init__(self, name, *constraints, bound=None, **kw):
            self.__name__ = name
            self.__constraints__ = constraints
            self.__bound__ = bound

        def __or__(self, other):
            return _union((self, other))

        def __ror__(self, other):
            return _union((other, self))

        def __repr__(self):
            return f"~{self.__name__}"

    class ParamSpec(TypeVar):
        @property
        def args(self):
            return self

        kwargs = args

    class TypeVarTuple(TypeVar):
        def __iter__(self):
            yield self


try:
    from _typing import TypeAliasType
except ImportError:

    class TypeAliasType:
        """A name for a type."""

        def __init__(self, name, value, *, type_params=()):
            self.__name__ = name
            self.__value__ = value
            self.__type_params__ = type_params


def _generic_class_getitem(cls, item):
    return _Alias(cls.__name__, cls, item if isinstance(item, tuple) else (item,))


def _generic_init_subclass(cls, *args, **kw):
    super(Generic, cls).__init_subclass__(*args, **kw)


def _typevar_subst(self, arg):
    return arg


def _paramspec_subst(self, arg):
    return arg


def _paramspec_prepare_subst(self, alias, args):
    return args


class _ProtocolMeta(type):
    def __instancecheck__(cls, instance):
        if type.__instancecheck__(cls, instance):
            return True
        if not getattr(cls, "_is_runtime_protocol", False):
            return False
        return all(
            hasattr(instance, name)
            for name in vars(cls)
            if name[:1] != "_" or name in ("__call__", "__iter__", "__len__", "__enter__")
        )


class Protocol(metaclass=_ProtocolMeta):
    """The base of classes that describe what others can do."""

    def __class_getitem__(cls, item):
        return _generic_class_getitem(cls, item)


def runtime_checkable(cls):
    cls._is_runtime_protocol = True
    return cls


def NewType(name, tp):
    def new_type(value):
        return value

    new_type.__name__ = new_type.__qualname__ = name
    new_type.__supertype__ = tp
    return new_type


def cast(typ, val):
    return val


def _same(value):
    return value


final = no_type_check = override = _same


def no_type_check_decorator(decorator):
    return decorator


def overload(func):
    return _overloaded


def _overloaded(*args, **kw):
    raise NotImplementedError("You should not call an overloaded function.")


def get_overloads(func):
    return []


def clear_overloads():
    pass


def dataclass_transform(**kw):
    return _same


def assert_type(val, typ):
    return val


def reveal_type(obj):
    return obj


def assert_never(arg):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def get_origin(tp):
    if isinstance(tp, _Annotated):
        return Annotated
    if isinstance(tp, _Alias):
        return tp.__origin__
    if _is_builtin_union(tp):
        return type(tp)
    if tp is Generic:
        return Generic
    return getattr(tp, "__origin__", None) if not isinstance(tp, _Form) else None


def get_args(tp):
    if isinstance(tp, _Annotated):
        return (tp.__origin__,) + tp.__metadata__
    if isinstance(tp, _Form):
        return ()
    arguments = getattr(tp, "__args__", ())
    if isinstance(tp, _Alias) and tp._name == "Callable" and len(arguments) == 2:
        return arguments
    return arguments


def is_typeddict(tp):
    return hasattr(tp, "__total__")


def is_protocol(tp):
    return isinstance(tp, _ProtocolMeta) and tp is not Protocol


ParamSpecArgs = ParamSpecKwargs = object
NoDefault = None
EXCLUDED_ATTRIBUTES = []
