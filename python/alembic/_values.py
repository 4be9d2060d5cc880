"""Values of SQL literals, parameters and result rows: Python's own to plain data and back."""

_PLAIN = (str, int, float, bool, type(None))


def to_data(value):
    """Returns the plain data of a value."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
            return value
        return {"$integer": str(value)}
    if kind is float:
        if value != value:
            return {"$float": "nan"}
        if value in (float("inf"), float("-inf")):
            return {"$float": "inf" if value > 0 else "-inf"}
        return value
    if kind is dict or kind is list or kind is tuple:
        return {"$json": json_data(value)}
    return _other_to_data(value)


def parameter_to_data(value):
    """Returns the plain data of a parameter; what no driver takes is refused by the driver."""
    if isinstance(value, (set, frozenset)) and not _are_sets_lists():
        return {"$foreign": type(value).__name__}
    try:
        return to_data(value)
    except TypeError:
        return {"$foreign": type(value).__name__}


def _are_sets_lists():
    """Returns whether the driver at hand takes a set as it takes a list."""
    from alembic._at_hand import dialect

    found = dialect()
    return found is not None and found.name in ("mysql", "mariadb")


def _other_to_data(value):
    for cls in type(value).__mro__:
        writer = _WRITERS.get((cls.__module__, cls.__name__))
        if writer is not None:
            return writer(value)
    raise TypeError(f"{value!r} of type {type(value).__name__} is not a value that SQL can take")


class NotSerializable(TypeError):
    """What no JSON document can hold."""

    def __init__(self, kind):
        super().__init__(f"Object of type {kind} is not JSON serializable")
        self.kind = kind


def json_data(value):
    """Returns a JSON document with nothing but plain types in it."""
    kind = type(value)
    if kind is int and not -0x8000000000000000 <= value <= 0xFFFFFFFFFFFFFFFF:
        return {"$integer": str(value)}
    if kind in _PLAIN:
        return value
    if isinstance(value, dict):
        return {
            (key if type(key) is str else _json_key(key)): json_data(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [json_data(item) for item in value]
    for plain in (str, bool, int, float):
        if isinstance(value, plain):
            return plain(value)
    raise NotSerializable(kind.__name__)


def _json_key(key):
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, (str, int, float)):
        return str(key)
    raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")


def _enumeration(value):
    # A member that is also a text or a number is that text or number.
    for plain in (str, int):
        if isinstance(value, plain):
            return to_data(plain.__str__(value) if plain is str else int(value))
    return value.name


def _range_to_data(value):
    return {
        "$range": {
            "lower": to_data(value.lower),
            "upper": to_data(value.upper),
            "bounds": value.bounds,
            "empty": value.empty,
        }
    }


_WRITERS = {
    ("builtins", "str"): lambda value: str.__str__(value),
    ("builtins", "bool"): bool,
    ("builtins", "int"): lambda value: to_data(int(value)),
    ("builtins", "float"): lambda value: to_data(float(value)),
    ("builtins", "bytes"): lambda value: {"$bytes": value.hex()},
    ("builtins", "bytearray"): lambda value: {"$bytes": value.hex()},
    ("builtins", "memoryview"): lambda value: {"$bytes": bytes(value).hex()},
    ("builtins", "dict"): lambda value: {"$json": json_data(value)},
    ("builtins", "list"): lambda value: {"$json": json_data(value)},
    ("builtins", "tuple"): lambda value: {"$json": json_data(value)},
    ("builtins", "set"): lambda value: {"$json": json_data(list(value))},
    ("builtins", "frozenset"): lambda value: {"$json": json_data(list(value))},
    ("decimal", "Decimal"): lambda value: {"$decimal": str(value)},
    ("datetime", "datetime"): lambda value: {"$datetime": value.isoformat()},
    ("datetime", "date"): lambda value: {"$date": value.isoformat()},
    ("datetime", "time"): lambda value: {"$time": value.isoformat()},
    ("datetime", "timedelta"): lambda value: {"$interval": value.total_seconds()},
    ("uuid", "UUID"): lambda value: {"$uuid": str(value)},
    ("enum", "Enum"): _enumeration,
}
for _name in ("IPv4", "IPv6"):
    _WRITERS["ipaddress", _name + "Address"] = lambda value: {"$address": str(value)}
    _WRITERS["ipaddress", _name + "Interface"] = lambda value: {"$address": str(value)}
    _WRITERS["ipaddress", _name + "Network"] = lambda value: {"$network": str(value)}
for _name in ("sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.postgresql.ranges"):
    _WRITERS[_name, "Range"] = _range_to_data
    _WRITERS[_name, "MultiRange"] = lambda value: {
        "$multirange": [_range_to_data(item)["$range"] for item in value]
    }
for _name in ("date", "time", "datetime", "timedelta"):
    # Interpreters name the module of these classes differently.
    _WRITERS["_pydatetime", _name] = _WRITERS["datetime", _name]
_WRITERS["_pydecimal", "Decimal"] = _WRITERS["_decimal", "Decimal"] = _WRITERS["decimal", "Decimal"]


def from_data(data):
    """Returns the value of plain data."""
    if type(data) is not dict or len(data) != 1:
        return data
    for tag, content in data.items():
        reader = _READERS.get(tag)
        return data if reader is None else reader(content)
    return data


def _decimal(text):
    from decimal import Decimal

    return Decimal(text)


def _date(text):
    from datetime import date

    return date.fromisoformat(text)


def _time(text):
    from datetime import time

    return time.fromisoformat(text)


def _datetime(text):
    from datetime import datetime

    return datetime.fromisoformat(text)


def _interval(seconds):
    from datetime import timedelta

    return timedelta(seconds=seconds)


def _address(text):
    import ipaddress

    return (ipaddress.ip_interface if "/" in text else ipaddress.ip_address)(text)


def _network(text):
    from ipaddress import ip_network

    return ip_network(text)


def _range(parts):
    from sqlalchemy.dialects.postgresql import Range

    if parts["empty"]:
        return Range(empty=True)
    return Range(from_data(parts["lower"]), from_data(parts["upper"]), bounds=parts["bounds"])


def _multirange(ranges):
    from sqlalchemy.dialects.postgresql import MultiRange

    return MultiRange(_range(parts) for parts in ranges)


def _uuid(text):
    from uuid import UUID

    return UUID(text)


def _with_integers(document):
    """Returns a document whose large integers came as texts."""
    if type(document) is dict:
        if len(document) == 1 and "$integer" in document:
            return int(document["$integer"])
        return {key: _with_integers(item) for key, item in document.items()}
    if type(document) is list:
        return [_with_integers(item) for item in document]
    return document


_READERS = {
    "$integer": int,
    "$decimal": _decimal,
    "$bytes": bytes.fromhex,
    "$date": _date,
    "$time": _time,
    "$datetime": _datetime,
    "$interval": _interval,
    "$uuid": _uuid,
    "$address": _address,
    "$network": _network,
    "$range": _range,
    "$multirange": _multirange,
    "$json": lambda document: document,
    "$json_with_integers": _with_integers,
    "$array": lambda items: [from_data(item) for item in items],
    "$float": float,
    "$tuple": lambda items: tuple([from_data(item) for item in items]),
    "$foreign": str,
}
