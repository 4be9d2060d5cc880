"""The types of SQLAlchemy-Utils."""

_HOMES = {
    "AesEngine": "encrypted.encrypted_type",
    "ArrowType": "arrow",
    "EncryptedType": "encrypted.encrypted_type",
    "FernetEngine": "encrypted.encrypted_type",
    "JSONType": "json",
    "StringEncryptedType": "encrypted.encrypted_type",
    "TSVectorType": "ts_vector",
    "UUIDType": "uuid",
}
_MODULES = ("arrow", "encrypted", "json", "ts_vector", "uuid")


def __getattr__(name):
    import sys

    home = _HOMES.get(name) or (name if name in _MODULES else None)
    if home is None:
        from alembic._waist import missing

        raise missing("sqlalchemy_utils.types", name)
    module = "sqlalchemy_utils.types." + home
    __import__(module)
    found = sys.modules[module]
    return found if name in _MODULES else getattr(found, name)
