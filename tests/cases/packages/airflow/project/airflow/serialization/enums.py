from enum import Enum


class Encoding(str, Enum):
    TYPE = "__type"
    VAR = "__var"
