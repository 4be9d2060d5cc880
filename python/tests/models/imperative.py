import dataclasses

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.orm import Mapped, mapped_column, registry

mapper_registry = registry(metadata=MetaData(schema="m"))


@mapper_registry.mapped
class Decorated:
    __tablename__ = "decorated"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(3))


Base = mapper_registry.generate_base()


class Generated(Base):
    __tablename__ = "generated"
    id = Column(Integer, primary_key=True)
    other = Column(Integer, ForeignKey("m.decorated.id"))


@dataclasses.dataclass
class Plain:
    id: int = 0


plain = Table("plain", mapper_registry.metadata, Column("id", Integer, primary_key=True))
mapper_registry.map_imperatively(Plain, plain)

metadata = mapper_registry.metadata
