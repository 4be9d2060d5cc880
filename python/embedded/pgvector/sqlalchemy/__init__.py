"""The types of the extension `vector` of PostgreSQL."""

from pgvector.sqlalchemy import vector as vector
from pgvector.sqlalchemy.vector import BIT as BIT
from pgvector.sqlalchemy.vector import HALFVEC as HALFVEC
from pgvector.sqlalchemy.vector import SPARSEVEC as SPARSEVEC
from pgvector.sqlalchemy.vector import VECTOR as VECTOR
from pgvector.sqlalchemy.vector import Vector as Vector

# The modules that a script written by autogenerate names.
bit = halfvec = sparsevec = vector
