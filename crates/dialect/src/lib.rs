//! The SQL text of each database: operations become the statements that Alembic with SQLAlchemy
//! sends.
//!
//! A [`Compiler`] holds what all databases share and asks a [`Dialect`] only what differs. The
//! dialects have one folder each, with the same file names in all of them: `names` (words that need
//! quotes), `types`, `ddl` and `expressions`.

mod alter_column;
mod binds;
mod columns;
mod compiler;
mod constraints;
mod default;
mod dialect;
mod error;
mod expressions;
mod hstore;
mod indexes;
mod inserts;
mod inspect;
mod literals;
pub mod lock;
mod mssql;
mod mysql;
mod names;
mod naming;
mod operations;
mod oracle;
mod plan;
mod postgresql;
mod results;
mod sqlite;
mod tables;
mod text;
mod types;
mod version_rows;
mod warnings;

pub use alter_column::ColumnChange;
pub use compiler::{
    CompileOptions, Compiler, Percents, compile_expression, compile_operation, compile_text,
    compile_type,
};
pub use constraints::TableConstraint;
pub use default::ForeignDialect;
pub use dialect::{CommentStyle, Dialect, ReturningStyle, dialect};
pub use error::DialectError;
pub use expressions::{
    BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables, WrittenParameter,
    compile_repeated, written_parameters,
};
pub use inspect::{
    InspectError, Inspector, ReadTables, ReflectedCheckConstraint, ReflectedColumn,
    ReflectedComputed, ReflectedDomain, ReflectedDomainConstraint, ReflectedEnum,
    ReflectedForeignKey, ReflectedForeignKeyOptions, ReflectedIdentity, ReflectedIndex,
    ReflectedPrimaryKey, ReflectedTable, ReflectedTableComment, ReflectedUniqueConstraint,
    Selection,
};
pub use naming::column_names;
pub use plan::{Condition, Plan, PlannedStatement, TypeName, Warning};
pub use results::{ResultTypes, RowConverter};
pub use tables::ResolvedTable;
pub use types::Affinity;
pub use version_rows::VersionRows;
pub use warnings::gather as gather_warnings;
