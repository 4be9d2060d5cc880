"""The models of the application."""

from app.models.base import Base

__all__ = ["Base"]
