import uuid


def uuid7():
    return uuid.uuid4()
