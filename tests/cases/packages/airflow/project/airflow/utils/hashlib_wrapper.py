from hashlib import md5  # noqa: F401
