ConcurrencyLimitLeaseMetadata = object


def get_concurrency_lease_storage():
    return None
