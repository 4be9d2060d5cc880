"""The types of GeoAlchemy 2 that migrations name, as PostGIS has them."""


def __getattr__(name):
    import geoalchemy2.types as types

    if name == "types":
        return types
    if name in ("Geography", "Geometry", "Raster"):
        return getattr(types, name)
    from alembic._waist import missing

    raise missing("geoalchemy2", name)
