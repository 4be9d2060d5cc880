from pickle import dumps, loads  # noqa: F401
