//! The description of the database as it is once something has another name.
//!
//! All databases change what depends on it along: keys, indexes, references of other tables.

use alembic_schema::{Argument, Constraint, ConstraintKind, ExcludeElement, Expression, Name};
use indexmap::IndexMap;

use super::super::foreign_keys::referred_table;
use super::super::sides::DatabaseTable;
use super::super::tables::{Key, dotted};
use super::identifiers::renamed;

type Tables = IndexMap<Key, DatabaseTable>;

/// Gives a table another name.
pub(super) fn rename_table(database: &mut Tables, old: &Key, new: Key, new_name: Name) {
    let Some(mut table) = database.shift_remove(old) else {
        return;
    };
    let (old_path, new_path) = (dotted(old), dotted(&new));
    table.table.name = new_name;
    let DatabaseTable {
        table: own,
        renamed,
        ..
    } = &mut table;
    for key in own.constraints.iter().filter(|it| is_foreign_key(it)) {
        renamed
            .foreign_keys
            .extend(key.name.as_ref().map(Name::to_string));
    }
    database.insert(new, table);
    for table in database.values_mut() {
        refer_anew(table, &old_path, |column| format!("{new_path}.{column}"));
    }
}

/// Gives a column another name.
pub(super) fn rename_column(database: &mut Tables, key: &Key, old: &str, new: &Name) {
    let path = dotted(key);
    for table in database.values_mut() {
        refer_anew(table, &path, |column| {
            format!("{path}.{}", if column == old { new } else { column })
        });
    }
    let Some(table) = database.get_mut(key) else {
        return;
    };
    let DatabaseTable {
        table,
        indexes,
        uniques,
        renamed: done,
        ..
    } = table;
    for column in &mut table.columns {
        if column.name == old {
            column.name = new.clone();
        }
        if let Some(computed) = &mut column.computed {
            in_expression(&mut computed.sqltext, old, new);
        }
    }
    for constraint in &mut table.constraints {
        if in_constraint(constraint, old, new) && is_foreign_key(constraint) {
            done.foreign_keys
                .extend(constraint.name.as_ref().map(Name::to_string));
        }
    }
    for unique in uniques {
        in_constraint(&mut unique.constraint, old, new);
    }
    for index in indexes {
        for element in &mut index.index.expressions {
            in_expression(element, old, new);
        }
        for option in index.index.dialect_options.values_mut() {
            in_argument(option, old, new);
        }
    }
    done.columns.push((old.to_owned(), new.to_string()));
}

/// Has the foreign keys to a table, whose path is given, refer to what `refer` makes of their columns.
fn refer_anew(table: &mut DatabaseTable, path: &str, refer: impl Fn(&str) -> String) {
    for constraint in &mut table.table.constraints {
        if referred_table(constraint) != Some(path) {
            continue;
        }
        let ConstraintKind::ForeignKey { refcolumns, .. } = &mut constraint.kind else {
            continue;
        };
        let mut is_changed = false;
        for reference in refcolumns {
            let column = reference.rsplit_once('.').map_or("", |(_, column)| column);
            let anew = refer(column);
            is_changed |= anew != *reference;
            *reference = anew;
        }
        if is_changed {
            let name = constraint.name.as_ref().map(Name::to_string);
            table.renamed.foreign_keys.extend(name);
        }
    }
}

fn is_foreign_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
}

/// Returns whether the constraint is on the column.
fn in_constraint(constraint: &mut Constraint, old: &str, new: &Name) -> bool {
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. }
        | ConstraintKind::Unique { columns }
        | ConstraintKind::ForeignKey { columns, .. } => in_names(columns, old, new),
        ConstraintKind::Check { sqltext, columns } => {
            in_expression(sqltext, old, new);
            in_names(columns, old, new)
        }
        ConstraintKind::Exclude {
            elements,
            where_,
            ops,
            ..
        } => {
            for (element, _) in elements {
                match element {
                    ExcludeElement::Column(name) if name == old => *name = new.clone(),
                    ExcludeElement::Column(_) => {}
                    ExcludeElement::Expression(expression) => in_expression(expression, old, new),
                }
            }
            if let Some(condition) = where_ {
                in_expression(condition, old, new);
            }
            if let Some(class) = ops.shift_remove(old) {
                ops.insert(new.to_string(), class);
            }
            true
        }
    }
}

fn in_names(names: &mut [Name], old: &str, new: &Name) -> bool {
    let mut is_found = false;
    for name in names.iter_mut().filter(|name| **name == old) {
        is_found = true;
        *name = new.clone();
    }
    is_found
}

/// Renames in an expression of the forms that a database is described with.
fn in_expression(expression: &mut Expression, old: &str, new: &Name) {
    match expression {
        Expression::Column { name, .. } if name == old => *name = new.clone(),
        Expression::Text { text, .. } | Expression::LiteralColumn { text, .. } => {
            *text = renamed(text, old, new);
        }
        Expression::Unary { operand, .. } => in_expression(operand, old, new),
        _ => {}
    }
}

/// Renames in an option of an index: a condition, a list of columns, or something for each column.
fn in_argument(argument: &mut Argument, old: &str, new: &Name) {
    match argument {
        Argument::Expression(expression) => in_expression(expression, old, new),
        Argument::List(items) => {
            for item in items.iter_mut().filter(|item| item.as_str() == Some(old)) {
                *item = alembic_schema::Value::Text(new.to_string()).into();
            }
        }
        Argument::Dictionary(items) => {
            if let Some(item) = items.shift_remove(old) {
                items.insert(new.to_string(), item);
            }
        }
        Argument::Value(_) => {}
    }
}
