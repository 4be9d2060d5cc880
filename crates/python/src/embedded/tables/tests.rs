use std::rc::Rc;

use rustpython_vm::compiler::Mode;

use super::*;
use crate::embedded::EmbeddedHost;
use crate::host::EngineError;

/// Models of all kinds, plain and not.
const MODELS: &str = r#"
import enum
from typing import Annotated, Optional
from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Computed, DateTime, Enum, FetchedValue, Float,
    ForeignKey, ForeignKeyConstraint, Identity, Index, Integer, MetaData, Numeric,
    PrimaryKeyConstraint, Sequence, SmallInteger, String, Table, Text, TypeDecorator,
    UniqueConstraint, Uuid, func, text, true,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.schema import conv

class Base(DeclarativeBase):
    metadata = MetaData(
        schema="app",
        naming_convention={"pk": "pk_%(table_name)s", "ck": "ck_%(constraint_name)s"},
    )

class Kind(enum.Enum):
    one = 1
    two = 2
    also_two = 2

class OwnColumn(Column):
    inherit_cache = True

class Money(TypeDecorator):
    impl = Numeric(12, 2)

key = Annotated[int, mapped_column(primary_key=True)]

class Mixin:
    made: Mapped[Optional[int]] = mapped_column(BigInteger, index=True, sort_order=-1)

    @declared_attr
    def owner_id(cls):
        return mapped_column(ForeignKey("app.owner.id", ondelete="SET NULL", use_alter=True))

class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(40, collation="C"), unique=True, comment="a name")
    kind: Mapped[Kind]
    kinds = mapped_column(postgresql.ARRAY(Enum(Kind, name="kinds")))
    money = mapped_column(Money(), server_default="0", default=0, onupdate=1)
    made = mapped_column(DateTime(timezone=True), server_default=func.now(), default=func.now())
    words = mapped_column(Text().with_variant(mysql.LONGTEXT(), "mysql"), server_default=text("'a'"))
    bound = mapped_column(Integer, server_default=text(":x").bindparams(x=3))
    flag = mapped_column(Boolean(create_constraint=True, name="is_flag"), server_default=true())
    sum = mapped_column(Integer, Computed("id + 1"), info={"shown": True})
    count = mapped_column(Integer, Identity(start=3), system=True)
    called = mapped_column(Uuid, default=lambda: None, server_default=func.coalesce("a", 1))
    numbered = mapped_column(Integer, Sequence("numbers"), doc="what it is")
    checked = mapped_column(Integer, CheckConstraint("checked > 0"), autoincrement=False, default=True)
    fetched = mapped_column(Integer, server_default=FetchedValue(), server_onupdate=FetchedValue())
    exact = mapped_column(Numeric(12, 2, asdecimal=False), default="x", nullable=False)
    other = mapped_column(quoted_name("Other", True), Integer, key="another", sqlite_on_conflict_unique="FAIL")
    __table_args__ = (
        UniqueConstraint("name", "another", name="uq_named"),
        UniqueConstraint("kind", deferrable=True, initially="DEFERRED"),
        CheckConstraint("id > 0", name=conv("positive")),
        Index("ix_plain", "kind", unique=True),
        Index("a_partial", "kind", postgresql_where=text("id > 3"), postgresql_using="hash"),
        Index(None, func.lower("x")),
        {"comment": "owners", "mysql_engine": "InnoDB", "prefixes": ["TEMPORARY"], "info": {"a": 1}},
    )

class Owned(Mixin, Base):
    __tablename__ = "owned"
    id: Mapped[key]
    first: Mapped[int] = mapped_column(ForeignKey("app.owner.id", name="fk_first", onupdate="CASCADE"))
    twice: Mapped[int] = mapped_column(ForeignKey("app.owner.id"), ForeignKey("app.node.a", match="FULL"))
    by_column = mapped_column(ForeignKey(Owner.id, deferrable=False, initially="IMMEDIATE"))
    own = OwnColumn(Integer, nullable=False)

Table(
    "node", Base.metadata,
    Column("a", Integer), Column("b", SmallInteger(), primary_key=False), Column("c", Float(3)),
    PrimaryKeyConstraint("a", "b", name="pk_node"),
    ForeignKeyConstraint(["a", "b"], ["app.node.a", "app.node.b"], name="fk_node", link_to_name=True),
    postgresql.ExcludeConstraint(("a", "="), name="ex_node"),
    schema="app",
)
Table("elsewhere", Base.metadata, Column("id", Integer, primary_key=True, index=False), schema="there")
"#;

#[test]
fn models_are_read_as_python_describes_them() {
    let handler = |_: &str, _| Err(EngineError::new("RuntimeError", "no request is meant"));
    let host = EmbeddedHost::start(Rc::new(handler), Vec::new());
    let [read, described] = host.interpreter.enter(|vm| {
        let run = || -> PyResult<[Vec<Table>; 2]> {
            let host_module = host.host_module(vm)?;
            let scope = vm.new_scope_with_builtins();
            let source = format!(
                "{MODELS}\nfrom alembic import _describe, _waist\n\
                 function = _waist.callable_handle(_describe._tables_of(Base.metadata))\n"
            );
            let code = vm
                .compile(&source, Mode::Exec, "<models>".to_owned())
                .map_err(|error| vm.new_syntax_error(&error, Some(&source)))?;
            scope
                .globals
                .set_item("__name__", vm.ctx.new_str("models").into(), vm)?;
            vm.run_code_obj(code, scope.clone())?;
            let function = scope.globals.get_item("function", vm)?;
            let described = vm.call_method(&host_module, "metadata_tables", (function.clone(),))?;
            let described = serde_json::from_value(to_json(vm, &described)?);
            let described = described.map_err(|error| vm.new_type_error(error.to_string()))?;
            Ok([read(vm, &host_module, function)?, described])
        };
        run().unwrap_or_else(|exception| {
            vm.print_exception(exception);
            Default::default()
        })
    });
    assert_eq!(read.len(), 4);
    for (read, described) in read.iter().zip(&described) {
        for (read, described) in read.columns.iter().zip(&described.columns) {
            assert_eq!(read, described);
        }
        assert_eq!(read, described);
    }
}
