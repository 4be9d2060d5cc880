//! Tables with everything that their columns' flags stand for.

use alembic_schema::{
    Autoincrement, Column, Constraint, ConstraintKind, DialectOptions, EnumType, Expression,
    ForeignKey, Index, Name, NamingConvention, RareMap, SqlType, Table, TypeFamily, Value,
};

use crate::constraints::{TableConstraint, parse_reference};
use crate::default::DefaultDialect;
use crate::literals::type_class_name;
use crate::naming::{Naming, column_names, table_column_names};
use crate::{Affinity, Compiler, DialectError};

/// A table whose constraints and indexes are complete and named, in SQLAlchemy's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResolvedTable {
    /// The name.
    pub name: Name,
    /// The schema.
    pub schema: Option<Name>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<TableConstraint>,
    /// The other constraints in the order of their definitions.
    pub constraints: Vec<TableConstraint>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// The column that the database counts up, as its position.
    pub autoincrement: Option<usize>,
    /// The comment.
    pub comment: Option<String>,
    /// Words between `CREATE` and `TABLE`.
    pub prefixes: Vec<String>,
    /// Options of dialects.
    pub dialect_options: DialectOptions,
    /// The naming convention of its metadata.
    pub naming_convention: NamingConvention,
}

impl ResolvedTable {
    /// Returns a table without columns.
    pub(crate) fn named(name: &Name, schema: Option<&Name>) -> Self {
        Self {
            name: name.clone(),
            schema: schema.cloned(),
            ..Self::default()
        }
    }

    /// Returns the column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns whether the database counts a column up.
    pub fn is_autoincrement(&self, column: &Column) -> bool {
        self.autoincrement
            .and_then(|position| self.columns.get(position))
            .is_some_and(|counted| counted.name == column.name)
    }

    /// Returns the names of the primary key's columns.
    pub fn primary_key_columns(&self) -> &[Name] {
        match self.primary_key.as_ref().map(|key| &key.constraint.kind) {
            Some(ConstraintKind::PrimaryKey { columns, .. }) => columns,
            _ => &[],
        }
    }
}

/// What the items and the columns of a table give.
#[derive(Default)]
struct Found {
    constraints: Vec<TableConstraint>,
    indexes: Vec<Index>,
}

impl Compiler<'_> {
    /// Returns a table with everything that its columns' flags stand for.
    pub fn resolve_table(&self, mut table: Table) -> Result<ResolvedTable, DialectError> {
        for column in &mut table.columns {
            settle_column(column, table.schema.as_ref());
        }
        let mut resolved = ResolvedTable {
            name: table.name,
            schema: table.schema,
            columns: table.columns,
            comment: table.comment,
            prefixes: table.prefixes,
            dialect_options: table.dialect_options,
            naming_convention: table.naming_convention,
            ..ResolvedTable::default()
        };
        let (keys, others): (Vec<Constraint>, Vec<Constraint>) = table
            .constraints
            .into_iter()
            .partition(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }));
        self.resolve_primary_key(keys, &mut resolved)?;
        let mut found = Found::default();
        for constraint in others {
            let constraint = self.named_constraint(&resolved, constraint)?;
            found.constraints.push(constraint.into());
        }
        for column in &resolved.columns {
            self.resolve_column(&resolved, column, &mut found)?;
        }
        for index in table.indexes {
            found.indexes.push(self.named_index(&resolved, index)?);
        }
        resolved.constraints = found.constraints;
        resolved.indexes = found.indexes;
        resolved.autoincrement = self.autoincrement_column(&resolved)?;
        Ok(resolved)
    }

    fn resolve_primary_key(
        &self,
        mut keys: Vec<Constraint>,
        resolved: &mut ResolvedTable,
    ) -> Result<(), DialectError> {
        let flagged: Vec<Name> = resolved
            .columns
            .iter()
            .filter(|column| column.primary_key)
            .map(|column| column.name.clone())
            .collect();
        let mut constraint = keys.pop().unwrap_or_else(|| {
            Constraint::new(
                None,
                ConstraintKind::PrimaryKey {
                    columns: Vec::new(),
                    implicit: true,
                },
            )
        });
        let ConstraintKind::PrimaryKey { columns, .. } = &mut constraint.kind else {
            return Ok(());
        };
        if columns.is_empty() {
            *columns = flagged;
        }
        if columns.is_empty() {
            return Ok(());
        }
        for column in &mut resolved.columns {
            column.primary_key = columns.iter().any(|name| column.name == name.as_str());
            if column.primary_key && column.nullable_unspecified {
                column.nullable = false;
            }
        }
        let constraint = self.named_constraint(resolved, constraint)?;
        resolved.primary_key = Some(constraint.into());
        Ok(())
    }

    /// Adds what the flags, the type and the references of a column stand for.
    fn resolve_column(
        &self,
        table: &ResolvedTable,
        column: &Column,
        found: &mut Found,
    ) -> Result<(), DialectError> {
        if column.index == Some(true) {
            let index = Index {
                name: None,
                expressions: vec![Expression::Column {
                    name: column.name.clone(),
                    table: None,
                    schema: None,
                    sql_type: None,
                }],
                unique: column.unique == Some(true),
                dialect_options: DialectOptions::new(),
                info: RareMap::new(),
            };
            found.indexes.push(self.named_index(table, index)?);
        } else if column.unique == Some(true) {
            let kind = ConstraintKind::Unique {
                columns: vec![column.name.clone()],
            };
            let constraint = self.named_constraint(table, Constraint::new(None, kind))?;
            found.constraints.push(constraint.into());
        }
        if let Some(constraint) = self.type_constraint(column) {
            found.constraints.push(TableConstraint {
                constraint: self.named_constraint(table, constraint)?,
                is_type_bound: true,
            });
        }
        for foreign_key in &column.foreign_keys {
            let constraint = foreign_key_constraint(column, foreign_key)?;
            let constraint = self.named_constraint(table, constraint)?;
            found.constraints.push(constraint.into());
        }
        Ok(())
    }

    /// Returns the check constraint that a column's type brings along on this dialect.
    pub(crate) fn type_constraint(&self, column: &Column) -> Option<Constraint> {
        let sql_type = column.sql_type.for_dialect(self.dialect.name());
        let (name, values) = match &sql_type.family {
            TypeFamily::Boolean(boolean)
                if boolean.create_constraint
                    && !self.dialect.supports_native_boolean()
                    && self.dialect.checks_booleans() =>
            {
                (
                    boolean.name.clone(),
                    vec![Value::Integer(0), Value::Integer(1)],
                )
            }
            TypeFamily::Enum(enumeration)
                if enumeration.create_constraint && !self.is_native_enum(enumeration) =>
            {
                let labels = enumeration
                    .values
                    .iter()
                    .cloned()
                    .map(Value::Text)
                    .collect();
                (enumeration.name.clone(), labels)
            }
            _ => return None,
        };
        let items = values
            .into_iter()
            .map(|value| Expression::InlineLiteral {
                value,
                sql_type: None,
            })
            .collect();
        let sqltext = Expression::Binary {
            operator: "IN".to_owned(),
            left: Box::new(Expression::column(column.name.clone())),
            right: Box::new(Expression::Tuple {
                items,
                grouped: true,
            }),
            modifiers: serde_json::Map::new(),
            sql_type: None,
        };
        let kind = ConstraintKind::Check {
            sqltext: Box::new(sqltext),
            columns: vec![column.name.clone()],
        };
        Some(Constraint::new(name, kind))
    }

    /// Returns whether an enumeration is a type of its own on this dialect.
    pub(crate) fn is_native_enum(&self, enumeration: &EnumType) -> bool {
        enumeration.native_enum && self.dialect.supports_native_enum()
    }

    /// Returns a constraint with the name that it has under the naming convention.
    pub fn named_constraint(
        &self,
        table: &ResolvedTable,
        mut constraint: Constraint,
    ) -> Result<Constraint, DialectError> {
        if constraint.rendered.is_some() {
            return Ok(constraint);
        }
        let (kind, columns, references): (_, Vec<&str>, &[String]) = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => ("pk", texts(columns), &[]),
            ConstraintKind::Unique { columns } => ("uq", texts(columns), &[]),
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                ..
            } => ("fk", texts(columns), refcolumns),
            ConstraintKind::Check { sqltext, columns } if columns.is_empty() => {
                ("ck", column_names(sqltext), &[])
            }
            ConstraintKind::Check { columns, .. } => ("ck", texts(columns), &[]),
            ConstraintKind::Exclude { .. } => return Ok(constraint),
        };
        let referred: Vec<_> = references
            .iter()
            .filter_map(|reference| parse_reference(reference))
            .collect();
        let referred_columns: Vec<&str> =
            referred.iter().map(|reference| reference.column).collect();
        let name = self.conventional_name(
            &table.naming_convention,
            Naming {
                kind: Some(kind),
                name: constraint.name.as_ref(),
                table: &table.name,
                schema: table.schema.as_ref(),
                columns: &columns,
                referred: referred
                    .first()
                    .map(|reference| (reference.table, referred_columns.as_slice())),
            },
        )?;
        constraint.name = name;
        Ok(constraint)
    }

    /// Returns an index with the name that it has under the naming convention.
    pub fn named_index(
        &self,
        table: &ResolvedTable,
        mut index: Index,
    ) -> Result<Index, DialectError> {
        let columns: Vec<&str> = index.expressions.iter().flat_map(indexed_columns).collect();
        let name = self.conventional_name(
            &table.naming_convention,
            Naming {
                kind: Some("ix"),
                name: index.name.as_ref(),
                table: &table.name,
                schema: table.schema.as_ref(),
                columns: &columns,
                referred: None,
            },
        )?;
        index.name = name;
        Ok(index)
    }

    /// Returns the position of the column that the database counts up.
    fn autoincrement_column(&self, table: &ResolvedTable) -> Result<Option<usize>, DialectError> {
        let keys: Vec<(usize, &Column)> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.primary_key)
            .collect();
        if let [(position, column)] = keys.as_slice() {
            let counts = match column.autoincrement {
                Autoincrement::Yes => self
                    .check_autoincrement_type(table, column)
                    .map(|()| true)?,
                Autoincrement::No => false,
                Autoincrement::Auto | Autoincrement::IgnoreForeignKey => {
                    counts_by_itself(self, table, column)
                }
            };
            return Ok(counts.then_some(*position));
        }
        let mut found: Option<(usize, &Column)> = None;
        for (position, column) in keys {
            if column.autoincrement != Autoincrement::Yes {
                continue;
            }
            self.check_autoincrement_type(table, column)?;
            if let Some((_, first)) = found {
                return Err(DialectError::TwoAutoincrementColumns {
                    first: first.name.to_string(),
                    second: column.name.to_string(),
                });
            }
            found = Some((position, column));
        }
        Ok(found.map(|(position, _)| position))
    }

    fn check_autoincrement_type(
        &self,
        table: &ResolvedTable,
        column: &Column,
    ) -> Result<(), DialectError> {
        if matches!(
            self.affinity(&column.sql_type),
            Affinity::Integer | Affinity::Numeric
        ) {
            Ok(())
        } else {
            Err(DialectError::AutoincrementType {
                type_name: Compiler::new(&DefaultDialect, self.options)
                    .sql_type(&column.sql_type)
                    .unwrap_or_else(|_| type_class_name(&column.sql_type)),
                column: format!("{}.{}", table.name, column.name),
            })
        }
    }
}

/// Returns whether a column that is the whole primary key counts up without being told.
fn counts_by_itself(compiler: &Compiler<'_>, table: &ResolvedTable, column: &Column) -> bool {
    let refers = |found: &TableConstraint| match &found.constraint.kind {
        ConstraintKind::ForeignKey { columns, .. } => {
            columns.iter().any(|name| column.name == name.as_str())
        }
        _ => false,
    };
    compiler.affinity(&column.sql_type) == Affinity::Integer
        && column.client_default.is_none()
        && column.server_default.is_none()
        && column.computed.is_none()
        && (column.autoincrement == Autoincrement::IgnoreForeignKey
            || (column.foreign_keys.is_empty() && !table.constraints.iter().any(refers)))
}

/// Gives a column's name the choice about quotes, and its type the schema that it takes from its
/// table.
fn settle_column(column: &mut Column, schema: Option<&Name>) {
    let variants = column
        .sql_type
        .variants
        .values_mut()
        .map(|variant| &mut variant.family);
    for family in std::iter::once(&mut column.sql_type.family).chain(variants) {
        if let TypeFamily::Enum(enumeration) = family
            && enumeration.inherit_schema
        {
            enumeration.schema = schema.cloned();
        }
    }
    if let Some(quote) = column.quote {
        column.name = Name::Quoted {
            name: column.name.to_string(),
            quote,
        };
    }
}

fn foreign_key_constraint(
    column: &Column,
    foreign_key: &ForeignKey,
) -> Result<Constraint, DialectError> {
    let reference = match foreign_key.column.as_str() {
        "" => {
            return Err(DialectError::IncompleteReference {
                reference: String::new(),
            });
        }
        table if !table.contains('.') => format!("{table}.{}", column.name),
        reference => reference.to_owned(),
    };
    let mut constraint = Constraint::new(
        foreign_key.name.clone(),
        ConstraintKind::ForeignKey {
            columns: vec![column.name.clone()],
            refcolumns: vec![reference],
            onupdate: foreign_key.onupdate.clone(),
            ondelete: foreign_key.ondelete.clone(),
            match_: foreign_key.match_.clone(),
            use_alter: foreign_key.use_alter,
            link_to_name: foreign_key.link_to_name,
        },
    );
    constraint.deferrable = foreign_key.deferrable;
    constraint.initially = foreign_key.initially.clone();
    constraint.comment = foreign_key.comment.clone();
    constraint.dialect_options = foreign_key.dialect_options.clone();
    Ok(constraint)
}

/// Returns the columns that an element of an index is known to be made of: itself, or inside of an
/// expression those that name their table.
fn indexed_columns(element: &Expression) -> Vec<&str> {
    match element {
        Expression::Column { name, .. } => vec![name.as_str()],
        element => table_column_names(element),
    }
}

fn texts(names: &[Name]) -> Vec<&str> {
    names.iter().map(Name::as_str).collect()
}

/// Returns a table of one column, in which a column is defined that is not part of a whole table.
pub(crate) fn table_of_column(name: &Name, schema: Option<&Name>, column: Column) -> Table {
    Table {
        name: name.clone(),
        schema: schema.cloned(),
        columns: vec![column],
        ..Table::default()
    }
}

/// Returns a column of which only name and type matter.
pub(crate) fn bare_column(name: &Name, sql_type: &SqlType) -> Column {
    Column::new(name.clone(), sql_type.clone())
}
