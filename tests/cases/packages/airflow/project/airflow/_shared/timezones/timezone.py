import datetime

utc = datetime.timezone.utc


def utcnow():
    return datetime.datetime.now(utc)
