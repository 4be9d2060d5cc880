"""Lists that keep a position; they tell nothing of tables."""


def ordering_list(attr, count_from=None, ordering_func=None, reorder_on_append=False):
    return list
