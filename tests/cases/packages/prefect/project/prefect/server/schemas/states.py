import enum


class StateDetails:
    pass


class StateType(enum.Enum):
    SCHEDULED = "SCHEDULED"
