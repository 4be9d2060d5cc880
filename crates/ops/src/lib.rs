#![doc = include_str!("../README.md")]

mod change;
mod operation;

pub use change::Change;
pub use operation::{
    AddColumn, AlterColumn, BatchAlterTable, BulkInsert, CreateConstraint, CreateIndex,
    CreateSchema, CreateSequence, CreateTable, CreateTableComment, CreateType, DropColumn,
    DropConstraint, DropIndex, DropSchema, DropSequence, DropTable, DropTableComment, DropType,
    Executable, Execute, Operation, Recreate, RenameTable,
};
