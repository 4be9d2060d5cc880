"""Values that are encrypted before they are stored: enough of it for their columns."""

from alembic._waist import not_implemented
from sqlalchemy import types


class EncryptionDecryptionBaseEngine:
    """Encrypts and decrypts, which needs the real package."""


class AesEngine(EncryptionDecryptionBaseEngine):
    """AES that gives the same for the same."""


class AesGcmEngine(EncryptionDecryptionBaseEngine):
    """AES that tells of changes."""


class FernetEngine(EncryptionDecryptionBaseEngine):
    """Fernet."""


class _Encrypted(types.TypeDecorator):
    def __init__(self, type_in=None, key=None, engine=None, padding=None, **kwargs):
        super().__init__(**kwargs)
        if type_in is None:
            type_in = types.String()
        elif isinstance(type_in, type):
            type_in = type_in()
        self.underlying_type = type_in
        self.engine = (engine or AesEngine)()
        self.padding = padding

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        raise not_implemented(f"Encryption of values by {type(self).__name__}")

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        raise not_implemented(f"Decryption of values by {type(self).__name__}")


class StringEncryptedType(_Encrypted):
    """A value that is stored as text."""

    impl = types.String
    cache_ok = True


class EncryptedType(_Encrypted):
    """A value that is stored as bytes."""

    impl = types.LargeBinary
    cache_ok = True
