"""Types from the engine's descriptions."""


def type_of(described):
    """Returns the type that a description tells of."""
    fields = dict(described)
    tag = fields.pop("type")
    variants = fields.pop("variants", None)
    dialect, _, name = tag.rpartition(".")
    if dialect:
        module = __import__("sqlalchemy.dialects." + dialect, None, None, [name])
        cls = getattr(module, name)
    else:
        from sqlalchemy.sql import sqltypes

        cls = getattr(sqltypes, name)
    if "values" in fields:
        made = cls(*fields.pop("values"), **fields)
    elif "item_type" in fields:
        made = cls(type_of(fields.pop("item_type")), **fields)
    elif "data_type" in fields:
        made = cls(fields.pop("name"), type_of(fields.pop("data_type")), **fields)
    else:
        made = cls(**fields)
    for dialect, variant in (variants or {}).items():
        made = made.with_variant(type_of(variant), dialect)
    return made
