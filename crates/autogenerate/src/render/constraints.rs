//! Constraints: among the arguments of a table, and as operations.

use alembic_ops::{CreateConstraint, DropConstraint};
use alembic_python_text::repr;
use alembic_schema::{Constraint, ConstraintKind, ExcludeElement, Expression, Name};

use super::operations::schema_argument;
use super::{Renderer, python};
use crate::AutogenerateError;

const UNNAMED: [&str; 3] = [
    "# WARNING: constraint name is None; this directive will fail as",
    "# rendered.  Add a name, or use a naming convention; see",
    "# https://alembic.sqlalchemy.org/en/latest/naming.html",
];

impl Renderer<'_> {
    /// Returns a constraint as an argument of a table, or nothing where there is none to write.
    pub fn constraint(
        &mut self,
        constraint: &Constraint,
    ) -> Result<Option<String>, AutogenerateError> {
        if let Some(rendered) = &constraint.rendered {
            return Ok((!rendered.is_empty()).then(|| rendered.clone()));
        }
        let name = constraint
            .name
            .as_ref()
            .map(|name| format!("name={}", self.generated_name(Some(name))));
        let options = self.dialect_options(&constraint.dialect_options)?;
        let (class, mut arguments) = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                if columns.is_empty() {
                    return Ok(None);
                }
                let mut arguments: Vec<String> = columns.iter().map(python::name).collect();
                arguments.extend(name);
                return Ok(Some(format!(
                    "{}PrimaryKeyConstraint({})",
                    self.sa(),
                    arguments.join(", ")
                )));
            }
            ConstraintKind::Unique { columns } => {
                let mut arguments: Vec<String> = columns.iter().map(python::name).collect();
                arguments.extend(deferral(constraint));
                arguments.extend(name);
                ("UniqueConstraint", arguments)
            }
            ConstraintKind::Check { sqltext, .. } => {
                let mut arguments = vec![self.sql_string(sqltext)?];
                arguments.extend(name);
                ("CheckConstraint", arguments)
            }
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                ..
            } => {
                let targets = python::list(refcolumns.iter().map(|target| repr(target)));
                let mut keywords: Vec<String> = name.into_iter().collect();
                keywords.extend(reference_options(constraint));
                keywords.extend(options);
                return Ok(Some(format!(
                    "{}ForeignKeyConstraint({}, {targets}, {})",
                    self.sa(),
                    python::names(columns),
                    keywords.join(", ")
                )));
            }
            ConstraintKind::Exclude { .. } => {
                let mut arguments = self.exclusion(constraint)?;
                arguments.extend(name);
                self.import_dialect("postgresql");
                return Ok(Some(format!(
                    "postgresql.ExcludeConstraint({})",
                    arguments.join(", ")
                )));
            }
        };
        arguments.extend(options);
        Ok(Some(format!(
            "{}{class}({})",
            self.sa(),
            arguments.join(", ")
        )))
    }

    pub(super) fn create_constraint(
        &mut self,
        create: &CreateConstraint,
    ) -> Result<String, AutogenerateError> {
        let constraint = &create.constraint;
        let mut arguments = vec![self.generated_name(constraint.name.as_ref())];
        if !self.in_batch {
            arguments.push(python::name(&create.table_name));
        }
        let schema = create.schema.as_ref().filter(|_| !self.in_batch);
        let function = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                arguments.push(python::names(columns));
                arguments.extend(deferral(constraint));
                arguments.extend(schema_argument(schema));
                "create_primary_key"
            }
            ConstraintKind::Unique { columns } => {
                arguments.push(python::names(columns));
                arguments.extend(deferral(constraint));
                arguments.extend(schema_argument(schema));
                "create_unique_constraint"
            }
            ConstraintKind::Check { sqltext, .. } => {
                arguments.push(self.sql_string(sqltext)?);
                arguments.extend(schema_argument(schema));
                "create_check_constraint"
            }
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                ..
            } => {
                arguments.extend(reference(columns, refcolumns, schema));
                arguments.extend(reference_options(constraint));
                "create_foreign_key"
            }
            ConstraintKind::Exclude { .. } => {
                arguments.extend(self.exclusion(constraint)?);
                arguments.extend(schema_argument(schema));
                return Ok(format!(
                    "{}create_exclude_constraint({})",
                    self.op(),
                    arguments.join(", ")
                ));
            }
        };
        arguments.extend(self.dialect_options(&constraint.dialect_options)?);
        Ok(format!("{}{function}({})", self.op(), arguments.join(", ")))
    }

    pub(super) fn drop_constraint(&mut self, drop: &DropConstraint) -> Vec<String> {
        let mut arguments = vec![self.generated_name(drop.constraint_name.as_ref())];
        if !self.in_batch {
            arguments.push(python::name(&drop.table_name));
            arguments.extend(schema_argument(drop.schema.as_ref()));
        }
        if let Some(kind) = &drop.type_ {
            arguments.push(format!("type_={}", repr(kind)));
        }
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        let mut lines = Vec::new();
        if drop.constraint_name.is_none() {
            self.warnings.push(format!(
                "Autogenerate rendered a drop_constraint() directive for an unnamed constraint on \
                 table {}; the migration will fail unless a constraint name is added to the \
                 directive.  Consider using a naming convention so that constraint names are known \
                 ahead of time.",
                python::name(&drop.table_name)
            ));
            lines.extend(UNNAMED.map(str::to_owned));
        }
        lines.push(format!(
            "{}drop_constraint({})",
            self.op(),
            arguments.join(", ")
        ));
        lines
    }

    /// Returns the arguments of an exclusion constraint but its name.
    fn exclusion(&self, constraint: &Constraint) -> Result<Vec<String>, AutogenerateError> {
        let ConstraintKind::Exclude {
            elements,
            using,
            where_,
            ..
        } = &constraint.kind
        else {
            return Ok(Vec::new());
        };
        let mut arguments = Vec::new();
        for (element, operator) in elements {
            let element = match element {
                ExcludeElement::Column(name) => {
                    format!("{}column({})", self.sa(), python::name(name))
                }
                ExcludeElement::Expression(expression) => match expression.as_ref() {
                    Expression::Column { name, .. } => {
                        format!("{}column({})", self.sa(), python::name(name))
                    }
                    Expression::LiteralColumn { text, .. } => {
                        format!("{}literal_column({})", self.sa(), repr(text))
                    }
                    expression @ (Expression::Text { .. } | Expression::Function { .. }) => {
                        self.text(expression)?
                    }
                    expression => self.sql_string(expression)?,
                },
            };
            arguments.push(format!("({element}, {})", repr(operator)));
        }
        if let Some(condition) = where_ {
            arguments.push(format!("where={}", self.text(condition)?));
        }
        // Alembic quotes the flag, and to PostgreSQL's dialect any text is true.
        if constraint.deferrable == Some(true) {
            arguments.push("deferrable='True'".to_owned());
        }
        if let Some(initially) = filled(constraint.initially.as_deref()) {
            arguments.push(format!("initially={}", repr(initially)));
        }
        let using = using.as_deref().unwrap_or("gist");
        arguments.push(format!("using={}", repr(using)));
        Ok(arguments)
    }
}

/// Returns the arguments of `create_foreign_key` that tell what refers to what.
fn reference(columns: &[Name], refcolumns: &[String], schema: Option<&Name>) -> Vec<String> {
    let mut referred_table = "";
    let mut referred_columns = Vec::new();
    for target in refcolumns {
        let (table, column) = target.rsplit_once('.').unwrap_or((target, ""));
        referred_table = table;
        referred_columns.push(repr(column));
    }
    let (referred_schema, referred_table) = match referred_table.rsplit_once('.') {
        Some((schema, table)) => (Some(schema), table),
        None => (None, referred_table),
    };
    let mut arguments = vec![
        repr(referred_table),
        python::names(columns),
        python::list(referred_columns),
    ];
    if let Some(schema) = schema.filter(|schema| !schema.is_empty()) {
        arguments.push(format!("source_schema={}", python::name(schema)));
    }
    if let Some(schema) = referred_schema {
        arguments.push(format!("referent_schema={}", repr(schema)));
    }
    arguments
}

/// Returns the keywords of a foreign key.
fn reference_options(constraint: &Constraint) -> Vec<String> {
    let ConstraintKind::ForeignKey {
        onupdate,
        ondelete,
        match_,
        use_alter,
        ..
    } = &constraint.kind
    else {
        return Vec::new();
    };
    let text = |key: &str, value: &Option<String>| {
        filled(value.as_deref()).map(|value| format!("{key}={}", repr(value)))
    };
    let flag = |key: &str, value: bool| value.then(|| format!("{key}=True"));
    [
        text("onupdate", onupdate),
        text("ondelete", ondelete),
        text("initially", &constraint.initially),
        flag("deferrable", constraint.deferrable == Some(true)),
        flag("use_alter", *use_alter),
        text("match", match_),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns the keywords that tell when a constraint is checked.
fn deferral(constraint: &Constraint) -> Vec<String> {
    let mut keywords = Vec::new();
    if constraint.deferrable == Some(true) {
        keywords.push("deferrable=True".to_owned());
    }
    if let Some(initially) = filled(constraint.initially.as_deref()) {
        keywords.push(format!("initially={}", repr(initially)));
    }
    keywords
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
