//! Statements that read and write rows, and what they read from.

use serde::{Deserialize, Serialize};

use crate::{Expression, Name, SqlType, is_default};

/// A statement together with everything that it reads from.
///
/// Its expressions name a table, a subquery or the like by its place in `sources`, so that each is
/// written down once and two that look alike stay two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// What the statement reads from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The statement.
    pub body: Expression,
}

/// A name that is given, or one that is made when SQL is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Label {
    /// A name that is counted up in the statement, `count_1`.
    Anonymous {
        /// What tells it from others; the same number is the same name.
        anonymous: u64,
        /// The word before the count.
        base: String,
    },
    /// A name.
    Name(Name),
}

/// Something that rows come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum Source {
    /// A table.
    Table {
        /// The name.
        name: Name,
        /// The schema.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schema: Option<Name>,
    },
    /// A source under another name.
    Alias {
        /// The source.
        of: usize,
        /// The other name.
        name: Label,
    },
    /// A sample of a source's rows.
    Sample {
        /// The source.
        of: usize,
        /// The name.
        name: Label,
        /// How rows are chosen.
        method: Box<Expression>,
        /// What makes the choice the same again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<Box<Expression>>,
    },
    /// A query in parentheses.
    Subquery {
        /// The query.
        query: Expression,
        /// The name.
        name: Label,
        /// Whether it may refer to the sources before it.
        #[serde(default, skip_serializing_if = "is_default")]
        lateral: bool,
    },
    /// A query that is written before the statement.
    Cte {
        /// The query.
        query: Expression,
        /// The name.
        name: Label,
        /// Whether it may refer to itself.
        #[serde(default, skip_serializing_if = "is_default")]
        recursive: bool,
        /// The names of the columns, which a recursive one lists.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        columns: Vec<Label>,
        /// The source that this one is the whole of: a recursive query refers to its beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restates: Option<usize>,
        /// Words before the parentheses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        prefixes: Vec<Affix>,
        /// Words after the parentheses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        suffixes: Vec<Affix>,
    },
    /// A function that returns rows.
    Function {
        /// The call.
        function: Expression,
        /// The name.
        name: Label,
        /// The columns with their types, where they follow the name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        columns: Option<Vec<(Name, Option<SqlType>)>>,
        /// Whether `WITH ORDINALITY` follows the call.
        #[serde(default, skip_serializing_if = "is_default")]
        with_ordinality: bool,
        /// Whether it may refer to the sources before it.
        #[serde(default, skip_serializing_if = "is_default")]
        lateral: bool,
    },
    /// Rows that are written down.
    Values {
        /// The columns.
        columns: Vec<Name>,
        /// The rows.
        rows: Vec<Vec<Expression>>,
        /// The name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Label>,
        /// Whether the values are written into the SQL.
        #[serde(default, skip_serializing_if = "is_default")]
        literal_binds: bool,
        /// Whether it may refer to the sources before it.
        #[serde(default, skip_serializing_if = "is_default")]
        lateral: bool,
    },
    /// Two sources side by side.
    Join {
        /// The left source.
        left: usize,
        /// The right source.
        right: usize,
        /// The condition.
        on: Expression,
        /// Whether rows of the left source without one on the right stay.
        #[serde(default, skip_serializing_if = "is_default")]
        outer: bool,
        /// Whether rows of both sources without one on the other stay.
        #[serde(default, skip_serializing_if = "is_default")]
        full: bool,
    },
    /// A source in parentheses.
    Grouping {
        /// The source.
        of: usize,
    },
    /// SQL text.
    Text {
        /// The text, a `text` expression.
        text: Expression,
    },
    /// The row that an upsert could not insert: PostgreSQL's and SQLite's `excluded`.
    Excluded,
    /// The row that an upsert could not insert: MySQL's `VALUES()`.
    Inserted,
}

/// Words that are added to a statement, perhaps for one dialect only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Affix {
    /// The words.
    pub text: Expression,
    /// The only dialect that they are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelectedColumn {
    /// What is selected.
    pub expression: Expression,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Whether the name is that of the column anyway, so that only a subquery writes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub implied: bool,
    /// The type of the result.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub sql_type: Option<SqlType>,
    /// Whether numbers come as decimal ones and identifiers as identifiers, where that is not what
    /// the type does by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
}

/// `SELECT`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Select {
    /// The columns.
    pub columns: Vec<SelectedColumn>,
    /// Whether rows that are the same count once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub distinct: bool,
    /// What makes rows the same (`DISTINCT ON`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distinct_on: Vec<Expression>,
    /// Words after `SELECT`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<Affix>,
    /// Words at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suffixes: Vec<Affix>,
    /// Words after a source: the source, and what follows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<(usize, Affix)>,
    /// The sources that are named, joins among them; others follow from the columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<usize>,
    /// The condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// `GROUP BY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<Expression>,
    /// `HAVING`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub having: Option<Expression>,
    /// What follows the condition of all selects alike.
    #[serde(flatten)]
    pub tail: Tail,
    /// The sources of the enclosing query that are not listed again; none means those that the
    /// columns of the enclosing query come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlate: Option<Vec<usize>>,
    /// The sources that are listed even though an enclosing query has them; all others are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlate_except: Option<Vec<usize>>,
    /// Queries that are written before the statement though nothing refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ctes: Vec<usize>,
}

/// The end of a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// `ORDER BY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_by: Vec<Expression>,
    /// How many rows there are at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Expression>,
    /// How many rows are left out at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<Expression>,
    /// How many rows there are at most, in the words of the standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetch: Option<Fetch>,
    /// `FOR UPDATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_update: Option<ForUpdate>,
}

/// `FETCH FIRST`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetch {
    /// How many rows.
    pub count: Expression,
    /// Whether the count is a share.
    #[serde(default, skip_serializing_if = "is_default")]
    pub percent: bool,
    /// Whether rows that are equal to the last one come along.
    #[serde(default, skip_serializing_if = "is_default")]
    pub with_ties: bool,
}

/// `FOR UPDATE` and `FOR SHARE`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForUpdate {
    /// Whether others may read the rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub read: bool,
    /// Whether a row that is locked is an error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nowait: bool,
    /// Whether rows that are locked are left out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skip_locked: bool,
    /// Whether keys stay as they are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub key_share: bool,
    /// The only sources whose rows are locked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<usize>,
}

/// Queries with a word such as `UNION` between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompoundSelect {
    /// The word, `UNION ALL`.
    pub operator: String,
    /// The queries; those in parentheses are `subquery` expressions.
    pub selects: Vec<Expression>,
    /// `GROUP BY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<Expression>,
    /// What follows them.
    #[serde(flatten)]
    pub tail: Tail,
    /// Queries that are written before the statement though nothing refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ctes: Vec<usize>,
}

/// SQL text whose columns are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextualSelect {
    /// The text, a `text` expression.
    pub text: Expression,
    /// The columns, in their order.
    pub columns: Vec<SelectedColumn>,
    /// Whether the columns are found by their places and not by their names.
    #[serde(default, skip_serializing_if = "is_default")]
    pub positional: bool,
}

/// A column and its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The column's name.
    pub column: Name,
    /// The value.
    pub value: Expression,
    /// Whether the value comes only when the statement is run.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pending: bool,
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insert {
    /// The table, a source.
    pub table: usize,
    /// The columns and the values of the first row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Assignment>,
    /// The values of further rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_rows: Vec<Vec<Expression>>,
    /// Whether the rows were given as a list, even if it has one only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_multiple: bool,
    /// The columns and the query that gives their values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_select: Option<(Vec<Name>, Expression)>,
    /// Words after `INSERT`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<Affix>,
    /// What happens to rows that are there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_conflict: Option<OnConflict>,
    /// What is returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returning: Vec<SelectedColumn>,
    /// The columns of the key that the database fills in, to be returned where that is the way to
    /// learn of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generated_key: Vec<SelectedColumn>,
    /// Queries that are written before the statement though nothing refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ctes: Vec<usize>,
}

/// What happens to rows that are there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum OnConflict {
    /// `ON CONFLICT`.
    Conflict {
        /// The class that describes it, for a dialect that has no such thing.
        class_name: String,
        /// The constraint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        constraint: Option<Name>,
        /// The columns or expressions of the index.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        elements: Vec<Expression>,
        /// The condition of the index.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        index_where: Option<Box<Expression>>,
        /// What is set; without it, the row stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        set: Option<Vec<Assignment>>,
        /// Which rows are set.
        #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
        condition: Option<Box<Expression>>,
    },
    /// `ON DUPLICATE KEY UPDATE`.
    Duplicate {
        /// What is set.
        set: Vec<Assignment>,
    },
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// The table, a source.
    pub table: usize,
    /// What is set.
    pub values: Vec<Assignment>,
    /// Which rows change.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// Words after `UPDATE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<Affix>,
    /// What is returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returning: Vec<SelectedColumn>,
    /// The most rows that change, MySQL's `mysql_limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Expression>,
    /// Queries that are written before the statement though nothing refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ctes: Vec<usize>,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delete {
    /// The table, a source.
    pub table: usize,
    /// Which rows go.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// Words after `DELETE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<Affix>,
    /// What is returned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returning: Vec<SelectedColumn>,
    /// The most rows that go, MySQL's `mysql_limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Expression>,
    /// Queries that are written before the statement though nothing refers to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ctes: Vec<usize>,
}
