//! Tables and their comments.

use alembic_ops::{CreateTable, CreateTableComment, DropTable, DropTableComment};
use alembic_python_text::repr;

use super::operations::schema_argument;
use super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    pub(super) fn create_table(
        &mut self,
        create: &CreateTable,
    ) -> Result<String, AutogenerateError> {
        let table = self.compiler.resolve_table(create.table.clone())?;
        let mut items = Vec::new();
        for column in &table.columns {
            items.extend(self.column(column)?);
        }
        let mut constraints = Vec::new();
        let own = table
            .primary_key
            .iter()
            .chain(&table.constraints)
            .filter(|constraint| !constraint.is_type_bound);
        for constraint in own {
            constraints.extend(self.constraint(&constraint.constraint)?);
        }
        constraints.sort();
        items.append(&mut constraints);

        let mut arguments = Vec::new();
        let item_list = items.join(",\n");
        arguments.push(if items.len() > self.options.max_arguments {
            format!("*[{item_list}]")
        } else {
            item_list
        });
        arguments.extend(schema_argument(table.schema.as_ref()));
        if let Some(comment) = &table.comment {
            arguments.push(format!("comment={}", repr(comment)));
        }
        if !create.table.info.is_empty() {
            let info = python::json(&serde_json::Map::from_iter(create.table.info.clone()).into());
            arguments.push(format!("info={info}"));
        }
        let mut options = table.dialect_options.clone();
        options.sort_keys();
        arguments.extend(
            self.dialect_options(&options)?
                .into_iter()
                .zip(options.keys())
                .map(|(argument, key)| argument.replacen(key, &key.replace(' ', "_"), 1)),
        );
        if !table.prefixes.is_empty() {
            let prefixes = python::list(table.prefixes.iter().map(|text| repr(text)));
            arguments.push(format!("prefixes={prefixes}"));
        }
        if create.if_not_exists {
            arguments.push("if_not_exists=True".to_owned());
        }
        Ok(format!(
            "{}create_table({},\n{}\n)",
            self.op(),
            python::name(&table.name),
            arguments.join(",\n")
        ))
    }

    pub(super) fn drop_table(&self, drop: &DropTable) -> String {
        let mut arguments = vec![python::name(&drop.table_name)];
        arguments.extend(schema_argument(drop.schema.as_ref()));
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        format!("{}drop_table({})", self.op(), arguments.join(", "))
    }

    pub(super) fn create_table_comment(&self, create: &CreateTableComment) -> String {
        let mut arguments = vec![
            python::optional_text(create.comment.as_deref()),
            existing_comment(create.existing_comment.as_deref()),
        ];
        if !self.in_batch {
            arguments.insert(0, python::name(&create.table_name));
            arguments.push(format!(
                "schema={}",
                python::optional_name(create.schema.as_ref())
            ));
        }
        self.comment_call("create_table_comment", &arguments)
    }

    pub(super) fn drop_table_comment(&self, drop: &DropTableComment) -> String {
        let mut arguments = vec![existing_comment(drop.existing_comment.as_deref())];
        if !self.in_batch {
            arguments.insert(0, python::name(&drop.table_name));
            arguments.push(format!(
                "schema={}",
                python::optional_name(drop.schema.as_ref())
            ));
        }
        self.comment_call("drop_table_comment", &arguments)
    }

    fn comment_call(&self, function: &str, arguments: &[String]) -> String {
        format!(
            "{}{function}(\n    {}\n)",
            self.op(),
            arguments.join(",\n    ")
        )
    }
}

fn existing_comment(comment: Option<&str>) -> String {
    format!("existing_comment={}", python::optional_text(comment))
}
