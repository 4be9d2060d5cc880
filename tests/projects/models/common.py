"""The names that the models of cases use, and the metadata that their tables belong to."""

import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, List, Literal, Optional, TypeVar, Union

import sqlalchemy as sa
from sqlalchemy import (
    ARRAY, JSON, UUID, BigInteger, Boolean, CheckConstraint, Column, Computed, Date, DateTime, Double, Enum, Float,
    ForeignKey, ForeignKeyConstraint, Identity, Index, Integer, Interval, LargeBinary, MetaData, Numeric,
    PrimaryKeyConstraint, Sequence, SmallInteger, String, Table, Text, Time, TypeDecorator, Unicode, UnicodeText,
    UniqueConstraint, Uuid, event, func, literal_column, text, types,
)
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DeclarativeBase, DeclarativeBaseNoMeta, Mapped, MappedAsDataclass, backref, column_property, composite,
    declarative_base, declarative_mixin, declared_attr, deferred, mapped_column, registry, relationship, synonym,
    validates,
)

metadata = MetaData()
