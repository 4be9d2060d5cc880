"""What describes vectors and their indexes."""

from enum import Enum


class VectorIndexType(Enum):
    HNSW = "HNSW"
    IVF = "IVF"


class VectorDistanceType(Enum):
    EUCLIDEAN = "EUCLIDEAN"
    DOT = "DOT"
    COSINE = "COSINE"
    MANHATTAN = "MANHATTAN"


class VectorStorageFormat(Enum):
    INT8 = "INT8"
    BINARY = "BINARY"
    FLOAT32 = "FLOAT32"
    FLOAT64 = "FLOAT64"


class VectorStorageType(Enum):
    SPARSE = "SPARSE"
    DENSE = "DENSE"


class VectorIndexConfig:
    """How an index of vectors is built."""

    __dataclass_fields__ = dict.fromkeys(
        (
            "index_type",
            "distance",
            "accuracy",
            "hnsw_neighbors",
            "hnsw_efconstruction",
            "ivf_neighbor_partitions",
            "ivf_sample_per_partition",
            "ivf_min_vectors_per_partition",
            "parallel",
        )
    )

    def __init__(self, index_type=VectorIndexType.HNSW, *args, **keywords):
        given = dict(zip(list(self.__dataclass_fields__)[1:], args))
        given.update(keywords)
        self.index_type = VectorIndexType(index_type)
        for field in list(self.__dataclass_fields__)[1:]:
            setattr(self, field, given.pop(field, None))
        if given:
            raise TypeError(
                "VectorIndexConfig.__init__() got an unexpected keyword argument "
                f"'{next(iter(given))}'"
            )
        for field in list(self.__dataclass_fields__)[3:8]:
            value = getattr(self, field)
            if value is not None and not isinstance(value, int):
                raise TypeError(
                    f"{field} must be an integer if provided, got {type(value).__name__}"
                )
