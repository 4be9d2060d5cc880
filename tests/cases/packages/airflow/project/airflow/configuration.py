class conf:
    @staticmethod
    def getint(section, key, fallback=1000):
        return fallback

    @staticmethod
    def get(section, key, fallback=None):
        return fallback
