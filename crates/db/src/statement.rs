//! SQL text with its parameters in place.

use alembic_schema::Value;

/// One piece of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Fragment {
    /// SQL text, sent as it is.
    Sql(String),
    /// A bound parameter: the driver sends it beside the text or writes it as a literal, as the
    /// Python driver of the same database does.
    Parameter {
        /// The parameter's name, for messages.
        name: String,
        /// What is bound.
        value: Value,
    },
}

/// One SQL statement with its parameters in their places.
///
/// Keeping the parameters apart from the text means that nothing has to search SQL for
/// placeholders, which cannot be told from operators (`?`) or casts (`::name`) without a parser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// The pieces in order.
    pub fragments: Vec<Fragment>,
}

impl Statement {
    /// Returns a statement without parameters.
    pub fn sql(text: impl Into<String>) -> Self {
        Self {
            fragments: vec![Fragment::Sql(text.into())],
        }
    }

    /// Appends SQL text.
    pub fn push_sql(&mut self, text: &str) {
        if let Some(Fragment::Sql(last)) = self.fragments.last_mut() {
            last.push_str(text);
        } else {
            self.fragments.push(Fragment::Sql(text.to_owned()));
        }
    }

    /// Appends a parameter.
    pub fn push_parameter(&mut self, name: impl Into<String>, value: Value) {
        self.fragments.push(Fragment::Parameter {
            name: name.into(),
            value,
        });
    }

    /// Returns the text with `placeholder(position from 1, name)` in each parameter's place.
    pub fn text_with(&self, mut placeholder: impl FnMut(usize, &str) -> String) -> String {
        let mut text = String::new();
        let mut position = 0;
        for fragment in &self.fragments {
            match fragment {
                Fragment::Sql(sql) => text.push_str(sql),
                Fragment::Parameter { name, .. } => {
                    position += 1;
                    text.push_str(&placeholder(position, name));
                }
            }
        }
        text
    }

    /// Returns the parameters in order, with their names.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fragments.iter().filter_map(|fragment| match fragment {
            Fragment::Sql(_) => None,
            Fragment::Parameter { name, value } => Some((name.as_str(), value)),
        })
    }
}

/// One statement that is run for many sets of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RepeatedStatement {
    /// The statement with its parameters in their places; their values do not count.
    pub template: Statement,
    /// The values of each set, in the order of the parameters.
    pub rows: Vec<Vec<Value>>,
}

impl RepeatedStatement {
    /// Returns the statement with the values of the set at a place, if there is one.
    pub fn statement(&self, place: usize) -> Option<Statement> {
        let mut statement = self.template.clone();
        let parameters = statement.fragments.iter_mut();
        let parameters = parameters.filter_map(|fragment| match fragment {
            Fragment::Sql(_) => None,
            Fragment::Parameter { value, .. } => Some(value),
        });
        for (value, own) in parameters.zip(self.rows.get(place)?) {
            value.clone_from(own);
        }
        Some(statement)
    }

    /// Adds a statement to others: as one more set of the last one, if it differs from that in nothing
    /// but its values.
    pub fn add_to(repeated: &mut Vec<Self>, mut statement: Statement) {
        let values = statement
            .fragments
            .iter_mut()
            .filter_map(|fragment| match fragment {
                Fragment::Sql(_) => None,
                Fragment::Parameter { value, .. } => Some(std::mem::replace(value, Value::Null)),
            })
            .collect();
        match repeated.last_mut() {
            Some(last) if last.template == statement => last.rows.push(values),
            _ => repeated.push(Self {
                template: statement,
                rows: vec![values],
            }),
        }
    }
}

impl From<&str> for Statement {
    fn from(text: &str) -> Self {
        Self::sql(text)
    }
}
