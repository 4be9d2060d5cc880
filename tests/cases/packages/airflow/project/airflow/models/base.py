import os

from sqlalchemy import String

ID_LEN = 250
COLLATION_ARGS = {"collation": "utf8mb3_bin"} if os.environ.get("DIALECT") == "mysql" else {}
naming_convention = {
    "ix": "idx_%(column_0_N_label)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_uq",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def StringID(*, length=ID_LEN, **options):
    return String(length=length, **options, **COLLATION_ARGS)
