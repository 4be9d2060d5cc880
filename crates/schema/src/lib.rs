#![doc = include_str!("../README.md")]

mod argument;
mod binds;
mod column;
mod constraint;
mod expression;
mod name;
mod query;
mod rare_map;
mod sql_type;
mod table;
mod value;

pub use argument::{Argument, DialectOptions};
pub use binds::BindMut;
pub use column::{
    Autoincrement, Column, ColumnDefault, Computed, ForeignKey, Identity, Sequence,
    SequenceOptions, ServerDefault,
};
pub use constraint::{Constraint, ConstraintKind, ExcludeElement};
pub use expression::{Expression, FrameEnd};
pub use name::{Name, NamingConvention};
pub use query::{
    Affix, Assignment, CompoundSelect, Delete, Fetch, ForUpdate, Insert, Label, OnConflict, Query,
    Select, SelectedColumn, Source, Tail, TextualSelect, Update,
};
pub use rare_map::RareMap;
pub use sql_type::{
    ArrayKind, ArrayType, BinaryKind, BinaryType, BooleanKind, BooleanType, DialectType, EnumKind,
    EnumType, FloatKind, FloatType, IntegerKind, IntervalType, JsonKind, NumericKind, NumericType,
    PythonType, SqlType, StringKind, StringType, TemporalKind, TemporalType, TypeFamily, UuidKind,
    UuidType,
};
pub use table::{Index, Table, TableItem};
pub use value::{Range, Value, multirange_text};

/// Returns whether a field has the value that a reader assumes when it is left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
