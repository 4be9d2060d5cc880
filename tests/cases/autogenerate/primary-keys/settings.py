options = dict(compare_primary_keys=True)
