class Proxy:
    def __init__(self, factory):
        self._factory = factory

    def __call__(self, *arguments, **options):
        return self._factory()(*arguments, **options)
