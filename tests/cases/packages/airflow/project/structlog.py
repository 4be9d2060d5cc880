class _Silent:
    def __getattr__(self, name):
        return lambda *arguments, **options: None


def get_logger(name):
    return _Silent()
