"""Types of places, as PostGIS has them."""

from sqlalchemy import Index
from sqlalchemy.types import UserDefinedType


class _Place(UserDefinedType):
    name = None
    cache_ok = True

    def __init__(
        self,
        geometry_type="GEOMETRY",
        srid=-1,
        dimension=None,
        spatial_index=True,
        use_N_D_index=False,  # noqa: N803, as it is called
        use_typmod=None,
        from_text=None,
        name=None,
        nullable=True,
        **kw,
    ):
        self.geometry_type = geometry_type.upper() if geometry_type else None
        self.srid = int(srid)
        self.dimension = dimension
        self.spatial_index = spatial_index
        self.use_N_D_index = use_N_D_index
        self.use_typmod = use_typmod
        self.from_text = from_text or self.from_text
        self.name = name or self.name
        self.nullable = nullable

    def get_col_spec(self, **kw):
        if not self.geometry_type:
            return self.name
        return f"{self.name}({self.geometry_type},{self.srid})"

    def _set_table(self, table):
        """Gives a new table the index that comes with the type."""
        if not self.spatial_index or not table.name:
            return
        column = [member for member in table.c if member.type is self][-1]
        options = {"postgresql_using": "gist"}
        if self.use_N_D_index:
            options["postgresql_ops"] = {column.name: "gist_geometry_ops_nd"}
        Index(f"idx_{table.name}_{column.name}", self._indexed(column), **options)

    def _indexed(self, column):
        return column


class Geometry(_Place):
    """A place on a plane."""

    name = "geometry"
    from_text = "ST_GeomFromEWKT"


class Geography(_Place):
    """A place on the globe."""

    name = "geography"
    from_text = "ST_GeogFromText"


class Raster(_Place):
    """A picture of places."""

    name = "raster"
    from_text = "raster"

    def __init__(self, spatial_index=True, from_text=None, name=None, nullable=True):
        super().__init__(
            None, spatial_index=spatial_index, from_text=from_text, name=name, nullable=nullable
        )

    def _indexed(self, column):
        from sqlalchemy import func

        return func.ST_ConvexHull(column)
