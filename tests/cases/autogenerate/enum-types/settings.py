options = dict(compare_enums=True, compare_server_default=True)
