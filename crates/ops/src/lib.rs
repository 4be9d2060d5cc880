#![doc = include_str!("../README.md")]

mod change;
mod container;
mod enumeration;
mod error;
mod operation;
mod reverse;

pub use change::Change;
pub use container::{DowngradeOps, MigrationScript, ModifyTableOps, UpgradeOps};
pub use enumeration::{
    AddedLabel, AlterEnum, EnumChange, EnumColumn, EnumConstraint, EnumIndex, EnumUsers,
};
pub use error::OpsError;
pub use operation::{
    AddColumn, AlterColumn, BatchAlterTable, BulkInsert, CreateConstraint, CreateIndex,
    CreateSchema, CreateSequence, CreateTable, CreateTableComment, CreateType, Custom, DropColumn,
    DropConstraint, DropIndex, DropSchema, DropSequence, DropTable, DropTableComment, DropType,
    Executable, Execute, Operation, Recreate, RenameTable,
};
