//! Enumerations as operations that every Alembic has: `execute` with the statements themselves.

use alembic_ops::{AlterColumn, AlterEnum, EnumChange, EnumColumn, Operation};
use alembic_python_text::repr;
use alembic_schema::{EnumKind, SqlType, TypeFamily};
use serde_json::json;

use super::Renderer;
use crate::AutogenerateError;
use crate::enumeration::{labels, steps};

impl Renderer<'_> {
    /// Returns whether enumerations are created and dropped by operations of their own.
    fn enums_stand_alone(&self) -> bool {
        self.options.compare_enums && self.compiler.dialect.name() == "postgresql"
    }

    /// Returns an enumeration that another operation creates.
    pub(super) fn created_enumeration(&mut self, sql_type: &SqlType) -> Option<String> {
        let TypeFamily::Enum(enumeration) = &sql_type.family else {
            return None;
        };
        let is_native = enumeration.native_enum || enumeration.kind == EnumKind::Postgresql;
        if !self.enums_stand_alone() || !is_native {
            return None;
        }
        let mut enumeration = enumeration.clone();
        enumeration.kind = EnumKind::Postgresql;
        enumeration.create_type = false;
        enumeration.native_enum = true;
        enumeration.create_constraint = false;
        enumeration.length = None;
        Some(self.enumeration(&enumeration))
    }

    /// Returns the argument that tells how a column's values become labels of an enumeration.
    pub(super) fn conversion_to_enum(
        &self,
        alter: &AlterColumn,
    ) -> Result<Option<String>, AutogenerateError> {
        let Some(native) = alter
            .type_
            .as_ref()
            .and_then(crate::enumeration::NativeEnum::of)
            .filter(|_| self.enums_stand_alone())
        else {
            return Ok(None);
        };
        let using = self.compiler.conversion_by_text(
            &alter.column_name,
            alter.type_.as_ref().unwrap_or(native.sql_type),
            native.is_array,
        )?;
        Ok(Some(format!("postgresql_using={}", repr(&using))))
    }

    /// Returns the statements of an operation on a type.
    pub(super) fn type_statements(
        &self,
        operation: &Operation,
    ) -> Result<Vec<String>, AutogenerateError> {
        let plan = self.compiler.operation(operation)?;
        Ok(plan
            .statements
            .iter()
            .map(|planned| {
                let sql = planned.statement.text_with(|_, name| format!(":{name}"));
                self.execute_text(&sql)
            })
            .collect())
    }

    fn execute_text(&self, sql: &str) -> String {
        format!("{}execute({})", self.op(), repr(&escaped(sql)))
    }

    pub(super) fn alter_enum(&self, alter: &AlterEnum) -> Result<Vec<String>, AutogenerateError> {
        let statements = self.type_statements(&Operation::AlterEnum(Box::new(alter.clone())))?;
        let mut lines = Vec::new();
        match alter.change() {
            EnumChange::Added(_) => {
                // A label cannot be used, and before PostgreSQL 12 not be added, in the transaction
                // that adds it.
                lines.push(format!(
                    "with {}get_context().autocommit_block():",
                    self.op()
                ));
                lines.extend(statements);
                lines.push(String::new());
                return Ok(lines);
            }
            EnumChange::Renamed { old, new } => {
                lines.extend(taken_for_renamed(&old, &new));
            }
            EnumChange::Rebuilt { removed } => {
                lines.extend(self.rows_in_the_way(alter, &removed));
                let lost =
                    alter.users.columns.iter().filter(|column| {
                        column.existing_default.is_some() && column.default.is_none()
                    });
                for column in lost {
                    lines.push(format!(
                        "# The default of {}.{} goes with its value.",
                        column.table_name, column.column_name
                    ));
                }
                if !alter.users.others.is_empty() {
                    lines.push(format!(
                        "# PostgreSQL refuses this because of: {}.",
                        alter.users.others.join(", ")
                    ));
                    lines.push("# Drop these before, and create them again after it.".to_owned());
                }
            }
        }
        lines.extend(statements);
        Ok(lines)
    }

    /// Returns what a person has to know of rows that hold labels that go, and may write for them.
    fn rows_in_the_way(&self, alter: &AlterEnum, removed: &[String]) -> Vec<String> {
        if removed.is_empty() || alter.users.columns.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![
            format!(
                "# Rows that hold {} make this fail, and nothing changes.",
                one_of(removed)
            ),
            "# Say before it what becomes of them, for example".to_owned(),
        ];
        for column in &alter.users.columns {
            for label in removed {
                let update = self.update(column, alter, label);
                lines.push(format!("# {}", self.execute_text(&update)));
            }
        }
        lines
    }

    fn update(&self, column: &EnumColumn, alter: &AlterEnum, label: &str) -> String {
        let table = self
            .compiler
            .table_name(column.schema.as_ref(), &column.table_name);
        let name = self.compiler.quote(&column.column_name);
        let literal = self.compiler.string_literal(label);
        if column.is_array {
            return format!(
                "UPDATE {table} SET {name} = array_remove({name}, {literal}) \
                 WHERE {literal} = ANY ({name})"
            );
        }
        let other = alter
            .values
            .iter()
            .find(|value| alter.existing_values.contains(value));
        let other = other.map_or_else(
            || "NULL".to_owned(),
            |value| self.compiler.string_literal(value),
        );
        format!("UPDATE {table} SET {name} = {other} WHERE {name} = {literal}")
    }

    /// Returns the lines for a column of MySQL that lists other labels, where the change needs more
    /// than the new list: a value that is renamed, or rows that a removed value leaves without one.
    pub(super) fn altered_labels(
        &mut self,
        alter: &AlterColumn,
    ) -> Result<Option<Vec<String>>, AutogenerateError> {
        let dialect = self.compiler.dialect.name();
        if !self.options.compare_enums || !matches!(dialect, "mysql" | "mariadb") {
            return Ok(None);
        }
        let (Some(existing_type), Some(new_type)) = (&alter.existing_type, &alter.type_) else {
            return Ok(None);
        };
        let (Some(existing), Some(wanted)) = (
            labels(existing_type.for_dialect(dialect)),
            labels(new_type.for_dialect(dialect)),
        ) else {
            return Ok(None);
        };
        let values_before = existing.clone();
        let mut values = existing.clone();
        let mut renamed = None;
        for step in steps(&existing, &wanted) {
            let change = AlterEnum {
                existing_values: std::mem::replace(&mut values, step.clone()),
                values: step,
                ..AlterEnum::default()
            };
            if let EnumChange::Renamed { old, new } = change.change() {
                renamed = Some((old, new));
            }
        }
        let table = self
            .compiler
            .table_name(alter.schema.as_ref(), &alter.table_name);
        let column = self.compiler.quote(&alter.column_name);
        let Some((old, new)) = renamed.filter(|_| !self.in_batch) else {
            let removed: Vec<String> = existing
                .into_iter()
                .filter(|label| !wanted.contains(label))
                .collect();
            let mut lines = Vec::new();
            if !removed.is_empty() {
                lines.push(format!(
                    "# Rows that hold {} make this fail; where the server is not strict, they",
                    one_of(&removed)
                ));
                lines.push(
                    "# lose their value. Say before it what becomes of them, for example"
                        .to_owned(),
                );
            }
            let other = wanted.iter().find(|value| values_before.contains(value));
            let other = other.map_or_else(
                || "NULL".to_owned(),
                |value| self.compiler.string_literal(value),
            );
            for label in &removed {
                let update = format!(
                    "UPDATE {table} SET {column} = {other} WHERE {column} = {}",
                    self.compiler.string_literal(label)
                );
                lines.push(format!("# {}", self.execute_text(&update)));
            }
            lines.push(self.alter_column(alter)?);
            return Ok(Some(lines));
        };
        // Both names are there while the rows go from one to the other.
        let mut both = wanted;
        both.push(old.clone());
        let between = with_labels(new_type, both);
        let (mut widened, mut narrowed) = (alter.clone(), alter.clone());
        widened.type_ = Some(between.clone());
        narrowed.existing_type = Some(between);
        let mut lines: Vec<String> = taken_for_renamed(&old, &new).into();
        lines.push(self.alter_column(&widened)?);
        lines.push(self.execute_text(&format!(
            "UPDATE {table} SET {column} = {} WHERE {column} = {}",
            self.compiler.string_literal(&new),
            self.compiler.string_literal(&old)
        )));
        lines.push(self.alter_column(&narrowed)?);
        Ok(Some(lines))
    }
}

/// Returns labels in words: `'a', 'b' or 'c'`.
fn one_of(labels: &[String]) -> String {
    let mut quoted: Vec<String> = labels.iter().map(|label| repr(label)).collect();
    match quoted.pop() {
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} or {last}", quoted.join(", ")),
        None => String::new(),
    }
}

fn taken_for_renamed(old: &str, new: &str) -> [String; 2] {
    [
        format!(
            "# {} stands where {} stood, and is taken for its new name: rows keep their value.",
            repr(new),
            repr(old)
        ),
        "# If it is another value, change this.".to_owned(),
    ]
}

/// Returns a type with other labels.
fn with_labels(sql_type: &SqlType, labels: Vec<String>) -> SqlType {
    let mut sql_type = sql_type.clone();
    sql_type.python = None;
    match &mut sql_type.family {
        TypeFamily::Enum(enumeration) => enumeration.values = labels,
        TypeFamily::Dialect(own) => {
            own.fields.shift_remove("enums");
            own.fields.insert("values".to_owned(), json!(labels));
        }
        _ => {}
    }
    sql_type
}

/// Returns SQL in which `text()`, which `execute` makes of it, finds no parameter.
fn escaped(sql: &str) -> String {
    let letters: Vec<char> = sql.chars().collect();
    let is_word = |letter: Option<&char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || *letter == '_')
    };
    let mut text = String::with_capacity(sql.len());
    for (position, letter) in letters.iter().enumerate() {
        let before = position
            .checked_sub(1)
            .and_then(|before| letters.get(before));
        let begins_parameter = *letter == ':'
            && is_word(letters.get(position + 1))
            && before != Some(&':')
            && !is_word(before);
        if begins_parameter {
            text.push('\\');
        }
        text.push(*letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn only_what_looks_like_a_parameter_is_escaped() {
        for (sql, expected) in [
            ("a::text::mood", "a::text::mood"),
            ("' :b'", "' \\:b'"),
            ("'a:b'", "'a:b'"),
            ("'\\:b'", "'\\\\:b'"),
            ("'at 10:30 or :'", "'at 10:30 or :'"),
        ] {
            assert_eq!(escaped(sql), expected);
        }
    }
}
