"""Statements that are run again: of one that was described before, a number and the values suffice.

A loop over rows builds the same statement for each of them. Its shape, which is all of it but the
values, tells that the engine has it already.
"""

from alembic._describe_expressions import Slots, has_a_say, typed_value
from alembic._engine import shape
from alembic._values import parameter_to_data
from alembic._waist import request

# How many statements are kept; with more than that in turn, keeping them is of no use.
_MOST = 500

_known = {}
_count = 0


class _Known:
    """A statement that the engine keeps."""

    def __init__(self, number, slots, parameter_types, lasting):
        self.number = number
        self.slots = slots
        self.said = [
            place for place, (kind, _) in slots.found.items() if has_a_say(kind)
        ]
        self.parameter_types = {
            key: kind for key, kind in parameter_types.items() if has_a_say(kind)
        }
        # The shape holds their addresses, which nothing else may get.
        self._lasting = lasting

    def values(self, values, unplain):
        """Returns the values as they are sent."""
        places = {*unplain, *self.said} if self.said else unplain
        for place in places:
            kind, is_list = self.slots.found[place]
            value = values[place]
            values[place] = (
                [typed_value(item, kind) for item in value]
                if is_list and value is not None
                else typed_value(value, kind)
            )
        return values

    def parameters(self, given):
        if not given:
            return None
        types = self.parameter_types
        return {
            key: typed_value(value, types[key])
            if key in types
            else value
            if type(value) is str or value is None
            else plain(value)
            for key, value in given.items()
        }


def plain(value):
    """Returns the plain data of a parameter's value, which may be a list for `IN`."""
    if type(value) is list:
        return {"$json": [plain(item) for item in value]}
    if type(value) is tuple:
        return {"$tuple": [plain(item) for item in value]}
    return parameter_to_data(value)


class Attempt:
    """What is known of a statement before it is run; `known` is nothing when it is described first."""

    known = None
    slots = None

    def __init__(self, statement, parameters):
        self._key = None
        if parameters and not _has_names(parameters):
            return
        found = shape(statement)
        if found is None:
            return
        key, self._values, self._unplain, self._owners, self._lasting = found
        self._key = (key, *parameters) if parameters else key
        self.known = _known.get(self._key, self)
        if self.known is self:
            self.known = None
            self.slots = Slots(self._owners)
        elif self.known is None:
            self._key = None

    def run(self, connection, parameters):
        """Runs the statement that is known; returns the engine's answer."""
        known = self.known
        values = self._values
        if self._unplain or known.said:
            values = known.values(values, self._unplain)
        return request(
            "connection.execute_kept",
            {
                "connection": connection,
                "statement": known.number,
                "values": values,
                "parameters": known.parameters(parameters),
            },
        )

    def keep(self):
        """Returns what the engine is told of a statement that it may keep."""
        if self._key is None or not self.slots.are_clear:
            return None
        global _count
        _count += 1
        self._number = _count
        return {"number": _count, "slots": len(self._owners)}

    def give_up(self):
        """Says that the statement is not to be kept."""
        self._key = None

    def remember(self, answer, parameter_types):
        """Remembers whether the engine has kept the statement."""
        if self._key is None:
            return
        if len(_known) >= _MOST:
            _known.clear()
            request("connection.forget_kept")
        _known[self._key] = (
            _Known(self._number, self.slots, parameter_types, self._lasting)
            if answer.get("kept")
            else None
        )


def _has_names(parameters):
    if type(parameters) is not dict:
        return False
    for key in parameters:
        if type(key) is not str:
            return False
    return True
