//! What an operation is about: where it works, what is there before it and what after.

use alembic_dialect::Compiler;
use alembic_ops::{AlterColumn, Change, CreateConstraint, CreateIndex, Operation};
use alembic_schema::{
    Column, Constraint, ConstraintKind, ExcludeElement, Expression, Name, ServerDefault, SqlType,
    Table,
};
use serde_json::{Map, Value as Json, json};

/// Returns what an operation is about, as `docs/json.md` describes it.
pub(super) fn describe(compiler: Compiler<'_>, operation: &Operation) -> Json {
    let state = State { compiler };
    let mut about = About::default();
    match operation {
        Operation::CreateTable(create) => {
            about.table(create.table.schema.as_ref(), &create.table.name);
            about.after = state.table(&create.table);
        }
        Operation::DropTable(drop) => {
            about.table(drop.schema.as_ref(), &drop.table_name);
            if let Some(Operation::CreateTable(create)) = drop.reverse.as_deref() {
                about.before = state.table(&create.table);
            }
        }
        Operation::RenameTable(rename) => {
            about.table(rename.schema.as_ref(), &rename.old_table_name);
            about.before = json!({"name": rename.old_table_name.as_str()});
            about.after = json!({"name": rename.new_table_name.as_str()});
        }
        Operation::CreateTableComment(create) => {
            about.table(create.schema.as_ref(), &create.table_name);
            about.before = json!({"comment": create.existing_comment});
            about.after = json!({"comment": create.comment});
        }
        Operation::DropTableComment(drop) => {
            about.table(drop.schema.as_ref(), &drop.table_name);
            about.before = json!({"comment": drop.existing_comment});
            about.after = json!({"comment": null});
        }
        Operation::AddColumn(add) => {
            about.table(add.schema.as_ref(), &add.table_name);
            about.column = Some(add.column.name.to_string());
            about.after = state.column(&add.column);
        }
        Operation::DropColumn(drop) => {
            about.table(drop.schema.as_ref(), &drop.table_name);
            about.column = Some(drop.column_name.to_string());
            if let Some(column) = drop.column() {
                about.before = state.column(column);
            }
        }
        Operation::AlterColumn(alter) => {
            about.table(alter.schema.as_ref(), &alter.table_name);
            about.column = Some(alter.column_name.to_string());
            (about.before, about.after) = state.alteration(alter);
        }
        Operation::CreateIndex(create) => {
            about.table(create.schema.as_ref(), &create.table_name);
            about.name(create.index_name.as_ref());
            about.after = state.index(create);
        }
        Operation::DropIndex(drop) => {
            if let Some(table) = &drop.table_name {
                about.table(drop.schema.as_ref(), table);
            }
            about.name(Some(&drop.index_name));
            if let Some(Operation::CreateIndex(create)) = drop.reverse.as_deref() {
                about.before = state.index(create);
            }
        }
        Operation::DropConstraint(drop) => {
            about.table(drop.schema.as_ref(), &drop.table_name);
            about.name(drop.constraint_name.as_ref());
            if let Some(create) = drop.reverse.as_deref().and_then(created_constraint) {
                about.before = state.constraint(&create.constraint);
            }
        }
        operation => {
            if let Some(create) = created_constraint(operation) {
                about.table(create.schema.as_ref(), &create.table_name);
                about.name(create.constraint.name.as_ref());
                about.after = state.constraint(&create.constraint);
            }
        }
    }
    about.into_json(kind(operation))
}

/// Returns what is known of an operation of the project's own.
pub(super) fn custom() -> Json {
    About::default().into_json("custom".to_owned())
}

/// Returns the operation's name as scripts have it; a column that is renamed has one of its own.
fn kind(operation: &Operation) -> String {
    match operation {
        Operation::AlterColumn(alter) if alter.new_column_name.is_some() => {
            "rename_column".to_owned()
        }
        operation => json!(operation)["op"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    }
}

fn created_constraint(operation: &Operation) -> Option<&CreateConstraint> {
    match operation {
        Operation::CreatePrimaryKey(create)
        | Operation::CreateUniqueConstraint(create)
        | Operation::CreateForeignKey(create)
        | Operation::CreateCheckConstraint(create)
        | Operation::CreateExcludeConstraint(create) => Some(create),
        _ => None,
    }
}

#[derive(Default)]
struct About {
    schema: Option<String>,
    table: Option<String>,
    column: Option<String>,
    name: Option<String>,
    before: Json,
    after: Json,
}

impl About {
    fn table(&mut self, schema: Option<&Name>, table: &Name) {
        self.schema = schema.map(Name::to_string);
        self.table = Some(table.to_string());
    }

    fn name(&mut self, name: Option<&Name>) {
        self.name = name.map(Name::to_string);
    }

    fn into_json(self, kind: String) -> Json {
        json!({
            "kind": kind,
            "schema": self.schema,
            "table": self.table,
            "column": self.column,
            "name": self.name,
            "before": self.before,
            "after": self.after,
        })
    }
}

/// Describes things in the SQL of one database.
struct State<'a> {
    compiler: Compiler<'a>,
}

impl State<'_> {
    fn table(&self, table: &Table) -> Json {
        let columns: Vec<Json> = table
            .columns
            .iter()
            .map(|column| {
                let mut described = self.column(column);
                described["name"] = json!(column.name.as_str());
                described
            })
            .collect();
        json!({"columns": columns, "comment": table.comment})
    }

    fn column(&self, column: &Column) -> Json {
        json!({
            "type": self.sql_type(&column.sql_type),
            "nullable": column.nullable,
            "default": column.server_default.as_ref().and_then(|default| self.default(default)),
            "comment": column.comment,
        })
    }

    /// Returns the attributes of a column that change, as they were and as they become.
    fn alteration(&self, alter: &AlterColumn) -> (Json, Json) {
        let (mut before, mut after) = (Map::new(), Map::new());
        let mut changes = |attribute: &str, old: Json, new: Json| {
            before.insert(attribute.to_owned(), old);
            after.insert(attribute.to_owned(), new);
        };
        if let Some(name) = &alter.new_column_name {
            changes(
                "name",
                json!(alter.column_name.as_str()),
                json!(name.as_str()),
            );
        }
        if let Some(sql_type) = &alter.type_ {
            let existing = alter.existing_type.as_ref();
            changes(
                "type",
                json!(existing.and_then(|existing| self.sql_type(existing))),
                json!(self.sql_type(sql_type)),
            );
        }
        if let Some(nullable) = alter.nullable {
            changes("nullable", json!(alter.existing_nullable), json!(nullable));
        }
        if !alter.server_default.is_unchanged() {
            let text = |default: &Change<ServerDefault>| {
                json!(default.value().and_then(|default| self.default(default)))
            };
            let (existing, wanted) = (&alter.existing_server_default, &alter.server_default);
            changes("default", text(existing), text(wanted));
        }
        if !alter.comment.is_unchanged() {
            changes(
                "comment",
                json!(alter.existing_comment),
                json!(alter.comment.value()),
            );
        }
        (Json::Object(before), Json::Object(after))
    }

    fn index(&self, index: &CreateIndex) -> Json {
        let columns: Vec<Option<String>> =
            index.columns.iter().map(|it| self.expression(it)).collect();
        json!({"columns": columns, "unique": index.unique})
    }

    fn constraint(&self, constraint: &Constraint) -> Json {
        let names = |names: &[Name]| -> Vec<String> { names.iter().map(Name::to_string).collect() };
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                json!({"constraint": "primary key", "columns": names(columns)})
            }
            ConstraintKind::Unique { columns } => {
                json!({"constraint": "unique", "columns": names(columns)})
            }
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                onupdate,
                ondelete,
                ..
            } => json!({
                "constraint": "foreign key",
                "columns": names(columns),
                "refers_to": refcolumns,
                "onupdate": onupdate,
                "ondelete": ondelete,
            }),
            ConstraintKind::Check { sqltext, .. } => {
                json!({"constraint": "check", "condition": self.expression(sqltext)})
            }
            ConstraintKind::Exclude { elements, .. } => {
                let elements: Vec<Option<String>> = elements
                    .iter()
                    .map(|(element, _)| match element {
                        ExcludeElement::Column(name) => Some(name.to_string()),
                        ExcludeElement::Expression(expression) => self.expression(expression),
                    })
                    .collect();
                json!({"constraint": "exclude", "columns": elements})
            }
        }
    }

    fn sql_type(&self, sql_type: &SqlType) -> Option<String> {
        self.compiler.sql_type(sql_type).ok()
    }

    fn default(&self, default: &ServerDefault) -> Option<String> {
        match default {
            ServerDefault::String { value } => Some(value.clone()),
            ServerDefault::Expression { expression } => self.expression(expression),
            ServerDefault::Computed(computed) => self.expression(&computed.sqltext),
            ServerDefault::Rendered { text } => Some(text.clone()),
            ServerDefault::Fetched | ServerDefault::Identity(_) => None,
        }
    }

    fn expression(&self, expression: &Expression) -> Option<String> {
        self.compiler.literal_expression(expression).ok()
    }
}
