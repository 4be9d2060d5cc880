"""Names where the original keeps them."""


def __getattr__(name):
    if name[:2] == "__":
        raise AttributeError(name)
    from sqlalchemy.dialects import postgresql

    return getattr(postgresql, name)
