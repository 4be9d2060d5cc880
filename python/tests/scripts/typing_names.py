"""Runs with the light `typing` and `dataclasses`, and with the real ones."""

import dataclasses
import typing
from collections.abc import Sequence as AbstractSequence
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Callable,
    ClassVar,
    Dict,
    Generic,
    Iterator,
    List,
    Literal,
    Mapping,
    NamedTuple,
    NewType,
    Optional,
    Protocol,
    Sequence,
    Tuple,
    TypedDict,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    overload,
    runtime_checkable,
)

T = TypeVar("T")
assert not TYPE_CHECKING


class Box(Generic[T]):
    content: Optional[T] = None

    def __init__(self, content: Optional[T] = None) -> None:
        self.content = content


class IntBox(Box[int]):
    pass


assert Box[int](5).content == 5
assert isinstance(IntBox(), Box)
assert get_origin(Optional[int]) is Union and get_args(Optional[int]) == (int, type(None))
assert get_origin(List[int]) is list and get_args(Dict[str, int]) == (str, int)
assert get_origin(Sequence[int]) is AbstractSequence
assert get_origin(int) is None and get_args(int) == ()
assert get_args(Literal["a", 1]) == ("a", 1)
assert get_args(Annotated[int, "x"]) == (int, "x") and get_origin(Annotated[int, "x"]) is Annotated
assert Annotated[int, "x"].__metadata__ == ("x",)
assert get_args(Union[int, Union[str, None]]) == (int, str, type(None))
assert Union[int, int] is int
assert Optional["Box"].__args__[0].__forward_arg__ == "Box"
assert isinstance([], Sequence) and isinstance({}, Mapping) and not isinstance(5, typing.Iterable)
assert cast(int, "x") == "x"
Callable[[int], str], Callable[..., Any], Tuple[int, ...], Iterator[T], typing.Type[int]
List[int] | None, "Box" and Optional[int] | str


class Point(NamedTuple):
    x: int
    y: str = "y"

    def shifted(self):
        return Point(self.x + 1, self.y)


assert (
    Point(1) == (1, "y")
    and Point(1).shifted().x == 2
    and Point(x=3)._asdict() == {"x": 3, "y": "y"}
)
assert isinstance(Point(1), tuple)


class Settings(TypedDict, total=False):
    name: str


assert Settings(name="x") == {"name": "x"}


@runtime_checkable
class HasName(Protocol):
    def name(self) -> str: ...


class Named:
    def name(self):
        return "x"


assert isinstance(Named(), HasName) and not isinstance(5, HasName)
UserId = NewType("UserId", int)
assert UserId(5) == 5 and UserId.__supertype__ is int


def function(a: int, b: "Optional[str]" = None) -> List["Box"]:
    return []


assert get_type_hints(function)["b"] == Optional[str]


@overload
def several(a: int) -> int: ...
@overload
def several(a: str) -> str: ...
def several(a):
    return a


assert several(1) == 1


@dataclasses.dataclass
class Item:
    name: str
    tags: list = dataclasses.field(default_factory=list)
    count: int = 0
    kind: ClassVar[str] = "k"

    def __post_init__(self):
        self.count += 1


assert Item("a").count == 1 and Item("a") == Item("a") and Item("a") != Item("b")
assert repr(Item("a", ["t"])) == "Item(name='a', tags=['t'], count=1)"
assert [field.name for field in dataclasses.fields(Item)] == ["name", "tags", "count"]
assert dataclasses.asdict(Item("a", ["t"])) == {"name": "a", "tags": ["t"], "count": 1}
assert dataclasses.replace(Item("a"), name="b").name == "b"
for bad in (lambda: Item(), lambda: Item(nothing=1), lambda: Item("a", [], 1, 2)):
    try:
        bad()
    except TypeError:
        pass
    else:
        raise AssertionError("a TypeError was expected")


@dataclasses.dataclass(frozen=True, order=True, kw_only=True)
class Fixed:
    a: int
    b: int = 2


assert Fixed(a=1) < Fixed(a=2) and len({Fixed(a=1), Fixed(a=1)}) == 1
try:
    Fixed(a=1).a = 2
except dataclasses.FrozenInstanceError:
    pass
else:
    raise AssertionError("it can be changed")


@dataclasses.dataclass
class Child(Item):
    extra: dataclasses.InitVar[int] = 5

    def __post_init__(self, extra):
        self.doubled = extra * 2


assert Child("a", extra=4).doubled == 8 and Child("a").doubled == 10
