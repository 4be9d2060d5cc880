//! Types, as the call that makes them.

mod dialects;

use alembic_python_text::repr;
use alembic_schema::{
    ArrayKind, ArrayType, BooleanType, DialectType, EnumKind, EnumType, PythonType, SqlType,
    TypeFamily,
};

use super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    /// Returns a type with its variants.
    pub fn sql_type(&mut self, sql_type: &SqlType) -> Result<String, AutogenerateError> {
        let python = sql_type.python.as_deref();
        if let Some(rendered) = python.and_then(|python| python.rendered.as_ref()) {
            return Ok(rendered.clone());
        }
        let mut variants: Vec<(&String, &SqlType)> = sql_type
            .variants
            .iter()
            .filter(|(dialect, _)| {
                python.is_none_or(|python| {
                    python.repr.is_empty() || python.variants.contains(dialect)
                })
            })
            .collect();
        variants.sort_by_key(|(dialect, _)| *dialect);
        let mut text = self.plain_type(sql_type)?;
        for (dialect, variant) in variants {
            let variant = match variant
                .python
                .as_ref()
                .and_then(|python| python.rendered.clone())
            {
                Some(rendered) => rendered,
                None => self.plain_type(variant)?,
            };
            text.push_str(&format!(".with_variant({variant}, {})", repr(dialect)));
        }
        Ok(text)
    }

    /// Returns a type without its variants.
    fn plain_type(&mut self, sql_type: &SqlType) -> Result<String, AutogenerateError> {
        if let Some(created) = self.created_enumeration(sql_type) {
            return Ok(created);
        }
        match sql_type.python.as_deref() {
            Some(python) if !python.repr.is_empty() => self.python_type(python, &sql_type.family),
            _ => self.family(&sql_type.family),
        }
    }

    /// Returns a type for which Python gave a text.
    fn python_type(
        &mut self,
        python: &PythonType,
        family: &TypeFamily,
    ) -> Result<String, AutogenerateError> {
        let PythonType { module, repr, .. } = python;
        if let Some(rest) = module.strip_prefix("sqlalchemy.dialects.") {
            let dialect = rest.split('.').next().unwrap_or_default();
            self.import_dialect(dialect);
            return Ok(format!("{dialect}.{}", self.with_item_type(repr, family)?));
        }
        if module == "sqlalchemy" || module.starts_with("sqlalchemy.") {
            return Ok(format!(
                "{}{}",
                self.sa(),
                self.with_item_type(repr, family)?
            ));
        }
        Ok(match &self.options.user_module_prefix {
            Some(prefix) => format!("{prefix}{repr}"),
            None => format!("{module}.{repr}"),
        })
    }

    /// Returns the text of an array with the type of its items as it stands in a script.
    fn with_item_type(
        &mut self,
        repr: &str,
        family: &TypeFamily,
    ) -> Result<String, AutogenerateError> {
        let TypeFamily::Array(array) = family else {
            return Ok(repr.to_owned());
        };
        let Some((class, arguments)) = repr.split_once('(') else {
            return Ok(repr.to_owned());
        };
        let rest = &arguments[first_argument(arguments).len()..];
        Ok(format!(
            "{class}({}{rest}",
            self.sql_type(&array.item_type)?
        ))
    }

    fn family(&mut self, family: &TypeFamily) -> Result<String, AutogenerateError> {
        let (class, arguments) = match family {
            TypeFamily::Null => ("NullType", Vec::new()),
            TypeFamily::Pickle => ("PickleType", Vec::new()),
            TypeFamily::Match => ("MatchType", Vec::new()),
            TypeFamily::Tuple => ("TupleType", Vec::new()),
            TypeFamily::Integer(kind) => (kind.class_name(), Vec::new()),
            TypeFamily::Json(kind) => (kind.class_name(), Vec::new()),
            // What stands behind an interval is a date, which knows no precisions.
            TypeFamily::Interval(_) => ("Interval", Vec::new()),
            TypeFamily::String(string) => (
                string.kind.class_name(),
                keywords([
                    ("length", string.length.map(|length| length.to_string())),
                    ("collation", quoted(string.collation.as_deref())),
                ]),
            ),
            TypeFamily::Numeric(numeric) => (
                numeric.kind.class_name(),
                keywords([
                    ("precision", number(numeric.precision)),
                    ("scale", number(numeric.scale)),
                ]),
            ),
            TypeFamily::Float(float) => (
                float.kind.class_name(),
                keywords([("precision", number(float.precision))]),
            ),
            TypeFamily::Temporal(temporal) => (
                temporal.kind.class_name(),
                keywords([("timezone", truth(temporal.timezone))]),
            ),
            TypeFamily::Binary(binary) => (
                binary.kind.class_name(),
                keywords([("length", binary.length.map(|length| length.to_string()))]),
            ),
            TypeFamily::Boolean(boolean) => (boolean.kind.class_name(), boolean_keywords(boolean)),
            TypeFamily::Uuid(uuid) => (
                uuid.kind.class_name(),
                keywords([("native_uuid", falsehood(uuid.native_uuid))]),
            ),
            TypeFamily::Enum(enumeration) => return Ok(self.enumeration(enumeration)),
            TypeFamily::Array(array) => return self.array(array),
            TypeFamily::Dialect(dialect_type) => return self.dialect_type(dialect_type),
            TypeFamily::UserDefined { sql } => {
                return Err(AutogenerateError::UnknownType { sql: sql.clone() });
            }
        };
        Ok(format!("{}{class}({})", self.sa(), arguments.join(", ")))
    }

    pub(super) fn enumeration(&mut self, enumeration: &EnumType) -> String {
        let mut arguments: Vec<String> =
            enumeration.values.iter().map(|label| repr(label)).collect();
        let name = enumeration.name.as_ref().map(python::name);
        let schema = enumeration.schema.as_ref().map(python::name);
        let is_postgresql = enumeration.kind == EnumKind::Postgresql;
        arguments.extend(keywords([
            ("name", name),
            (
                "create_type",
                falsehood(enumeration.create_type || !is_postgresql),
            ),
            ("native_enum", falsehood(enumeration.native_enum)),
            ("create_constraint", truth(enumeration.create_constraint)),
            (
                "length",
                enumeration.length.map(|length| length.to_string()),
            ),
            ("schema", schema),
        ]));
        let arguments = arguments.join(", ");
        if is_postgresql {
            self.import_dialect("postgresql");
            format!("postgresql.ENUM({arguments})")
        } else {
            format!("{}Enum({arguments})", self.sa())
        }
    }

    fn array(&mut self, array: &ArrayType) -> Result<String, AutogenerateError> {
        let prefix = match array.kind {
            ArrayKind::Array => self.sa(),
            ArrayKind::Postgresql => {
                self.import_dialect("postgresql");
                "postgresql."
            }
        };
        let mut arguments = vec![self.sql_type(&array.item_type)?];
        arguments.extend(keywords([(
            "dimensions",
            array.dimensions.map(|number| number.to_string()),
        )]));
        Ok(format!("{prefix}ARRAY({})", arguments.join(", ")))
    }

    fn dialect_type(&mut self, dialect_type: &DialectType) -> Result<String, AutogenerateError> {
        let arguments = self.dialect_arguments(dialect_type)?;
        let DialectType {
            dialect,
            class_name,
            ..
        } = dialect_type;
        self.import_dialect(dialect);
        Ok(format!("{dialect}.{class_name}({})", arguments.join(", ")))
    }

    /// Notes that the text names a dialect.
    pub(super) fn import_dialect(&mut self, dialect: &str) {
        self.imports
            .insert(format!("from sqlalchemy.dialects import {dialect}"));
    }
}

/// Returns the arguments that have a value.
fn keywords(arguments: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Vec<String> {
    arguments
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value?)))
        .collect()
}

fn number(number: Option<i64>) -> Option<String> {
    number.map(|number| number.to_string())
}

fn quoted(text: Option<&str>) -> Option<String> {
    text.map(repr)
}

/// Returns an argument that is false by default.
fn truth(value: bool) -> Option<String> {
    value.then(|| "True".to_owned())
}

/// Returns an argument that is true by default.
fn falsehood(value: bool) -> Option<String> {
    (!value).then(|| "False".to_owned())
}

fn boolean_keywords(boolean: &BooleanType) -> Vec<String> {
    keywords([
        ("create_constraint", truth(boolean.create_constraint)),
        ("name", boolean.name.as_ref().map(python::name)),
    ])
}

/// Returns the first of the arguments of a call, given what follows its opening parenthesis.
fn first_argument(arguments: &str) -> &str {
    let mut depth = 0usize;
    let mut quote = None;
    let mut characters = arguments.char_indices();
    while let Some((position, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), character) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ',' | ')') if depth == 0 => return &arguments[..position],
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    arguments
}
