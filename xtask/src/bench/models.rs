//! Projects with many declarative models, and a database that has almost the same tables.
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;

use super::history::table_name;
use crate::shell;

const TABLES_OF_A_MODULE: usize = 50;
const TABLES_OF_AN_ENUM: usize = 10;

/// The changes that autogenerate is to find, in turn.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    AddColumn,
    DropColumn,
    Type,
    Nullable,
    AddIndex,
    DropIndex,
    DropUnique,
    Length,
    Comment,
    NewTable,
}

const CHANGES: [Change; 10] = [
    Change::AddColumn,
    Change::DropColumn,
    Change::Type,
    Change::Nullable,
    Change::AddIndex,
    Change::DropIndex,
    Change::DropUnique,
    Change::Length,
    Change::Comment,
    Change::NewTable,
];

/// Which state of the models to write.
#[derive(Clone, Copy, PartialEq)]
pub enum State {
    /// The one that the database is made from.
    Before,
    /// The one that a hundredth of the columns' number of changes leads to, one a table.
    After,
}

/// The phases of a run by the clock of `env.py`, which tells them on the standard error.
pub const PHASES: [&str; 2] = ["models", "comparison"];

/// Lays out a project whose `env.py` imports `tables` models.
pub fn generate(folder: &Path, tables: usize, state: State, url: &str) -> Result<()> {
    let plain = shell::workspace().join("tests/projects/plain");
    fs_err::create_dir_all(folder.join("alembic/versions"))?;
    for name in ["alembic.ini", "alembic/script.py.mako"] {
        let text = fs_err::read_to_string(plain.join(name))?;
        fs_err::write(folder.join(name), text.replace("$URL", url))?;
    }
    fs_err::write(folder.join("alembic/env.py"), ENV_PY)?;
    write_models(&folder.join("models"), tables, state)
}

/// A script that makes the tables of the models in the working folder, in the database of its argument.
pub const CREATE_ALL: &str = "
import sys
sys.path.insert(0, '.')
import models
import sqlalchemy
# One transaction would hold more locks than the server has.
engine = sqlalchemy.create_engine(sys.argv[1], isolation_level='AUTOCOMMIT')
models.Base.metadata.create_all(engine)
";

const ENV_PY: &str = r#"import sys
import time
from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

before = time.perf_counter()
import models

print(f"@models {time.perf_counter() - before}", file=sys.stderr)

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)

section = config.get_section(config.config_ini_section, {})
engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=models.Base.metadata)
    with context.begin_transaction():
        before = time.perf_counter()
        context.run_migrations()
        print(f"@comparison {time.perf_counter() - before}", file=sys.stderr)
"#;

fn write_models(package: &Path, tables: usize, state: State) -> Result<()> {
    let mut changes = vec![None; tables];
    let mut new_tables = 0;
    if state == State::After {
        let number = (tables * 12 / 100).max(1);
        for position in 0..number {
            match CHANGES[position % CHANGES.len()] {
                Change::NewTable => new_tables += 1,
                change => changes[position * tables / number] = Some(change),
            }
        }
    }
    changes.resize(tables + new_tables, None);
    fs_err::create_dir_all(package)?;
    let mut base =
        "import enum\n\nfrom sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"
            .to_owned();
    for number in 0..=(changes.len() - 1) / TABLES_OF_AN_ENUM {
        write!(base, "\n\nclass Kind{number}(enum.Enum):\n")?;
        for label in ["a", "b", "c", "d", "e"] {
            writeln!(base, "    k{number}_{label} = '{label}'")?;
        }
    }
    fs_err::write(package.join("base.py"), base)?;
    let mut package_init = "from .base import Base\n".to_owned();
    for (number, of_module) in changes.chunks(TABLES_OF_A_MODULE).enumerate() {
        let first = number * TABLES_OF_A_MODULE;
        let module = format!("m{number:04}");
        writeln!(package_init, "from . import {module}")?;
        let last = first + of_module.len() - 1;
        let kinds: Vec<String> = (first / TABLES_OF_AN_ENUM..=last / TABLES_OF_AN_ENUM)
            .map(|kind| format!("Kind{kind}"))
            .collect();
        let mut text = MODULE_HEAD.replace("$KINDS", &kinds.join(", "));
        for (position, change) in of_module.iter().enumerate() {
            text.push_str(&model(first + position, *change));
        }
        fs_err::write(package.join(format!("{module}.py")), text)?;
    }
    fs_err::write(package.join("__init__.py"), package_init)?;
    Ok(())
}

const MODULE_HEAD: &str = "from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Optional

from sqlalchemy import (BigInteger, Boolean, DateTime, Enum, ForeignKey, Index, Integer, Numeric,
                        String, Text, UniqueConstraint, func, text, true)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, $KINDS
";

/// Returns the class of a table: 12 columns, two foreign keys, two indexes, a unique constraint, an enum
/// that ten tables share, server defaults and comments.
fn model(number: usize, change: Option<Change>) -> String {
    let is = |wanted: Change| change == Some(wanted);
    let name = table_name(number);
    let (parent, other) = (table_name(number.saturating_sub(1)), table_name(number / 2));
    let kind = number / TABLES_OF_AN_ENUM;
    let mut arguments = Vec::new();
    if !is(Change::DropUnique) {
        arguments.push(format!(
            "UniqueConstraint('code', 'parent_id', name='uq_{name}_code'),"
        ));
    }
    arguments.push(format!(
        "Index('ix_{name}_kind_created', 'kind', 'created_at'),"
    ));
    if is(Change::AddIndex) {
        arguments.push(format!("Index('ix_{name}_quantity', 'quantity'),"));
    }
    arguments.push(format!("{{'comment': 'The {name} table'}},"));

    let name_length = if is(Change::Length) { 180 } else { 120 };
    let name_index = if is(Change::DropIndex) {
        ""
    } else {
        ", index=True"
    };
    let amount = if is(Change::Type) { "18, 4" } else { "12, 2" };
    let quantity = if is(Change::Nullable) {
        "Optional[int]"
    } else {
        "int"
    };
    let quantity_type = if number.is_multiple_of(3) {
        "BigInteger"
    } else {
        "Integer"
    };
    let note = if is(Change::Comment) {
        "changed note"
    } else {
        "free text"
    };
    let mut columns = vec![
        "id: Mapped[int] = mapped_column(primary_key=True)".to_owned(),
        format!(
            "parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey('{parent}.id', name='fk_{name}_parent'))"
        ),
        format!(
            "other_id: Mapped[int] = mapped_column(ForeignKey('{other}.id', name='fk_{name}_other', ondelete='CASCADE'))"
        ),
        "code: Mapped[str] = mapped_column(String(40), comment='business code')".to_owned(),
        format!("name: Mapped[str] = mapped_column(String({name_length}){name_index})"),
        format!("kind: Mapped[Kind{kind}] = mapped_column(Enum(Kind{kind}, name='kind_{kind:04}'))"),
        format!("amount: Mapped[Decimal] = mapped_column(Numeric({amount}), server_default='0')"),
        format!("quantity: Mapped[{quantity}] = mapped_column({quantity_type}, server_default=text('1'))"),
        "is_active: Mapped[bool] = mapped_column(Boolean, server_default=true())".to_owned(),
        "created_at: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())"
            .to_owned(),
    ];
    if !is(Change::DropColumn) {
        columns.push("payload: Mapped[Optional[Any]] = mapped_column(JSONB)".to_owned());
    }
    columns.push(format!(
        "notes: Mapped[Optional[str]] = mapped_column(Text, comment='{note} of {name}')"
    ));
    if is(Change::AddColumn) {
        columns.push("extra: Mapped[Optional[str]] = mapped_column(String(30))".to_owned());
    }
    format!(
        "\n\nclass Table{number:05}(Base):\n    __tablename__ = '{name}'\n    __table_args__ = (\n        {}\n    )\n\n    {}\n",
        arguments.join("\n        "),
        columns.join("\n    ")
    )
}
