//! What only the stored text of a table tells: names, options and conditions of its constraints.
//!
//! SQLAlchemy reads that text with patterns rather than a parser, and what they miss (a unique
//! constraint behind a type with a length, the options of an inline reference) is missing from its
//! answers. The patterns here find and miss the same, because batch mode rebuilds tables out of these
//! answers.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::inspect::{ReflectedForeignKeyOptions, matching_parenthesis};

/// A foreign key as the table's text has it.
#[derive(Debug, PartialEq)]
pub(super) struct ParsedForeignKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) referred_table: String,
    pub(super) referred_columns: Vec<String>,
    pub(super) options: ReflectedForeignKeyOptions,
}

impl ParsedForeignKey {
    /// Returns its columns and its target in the form of Python's tuples.
    pub(super) fn signature(&self) -> String {
        let words = self
            .columns
            .iter()
            .chain([&self.referred_table])
            .chain(&self.referred_columns);
        let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
        format!("({})", words.join(", "))
    }
}

/// Returns what stands between the parentheses of `CREATE TABLE`.
pub(super) fn table_body(sql: &str) -> Option<&str> {
    static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)^create table .*?\((?<body>.*)\)(?:\s*,?\s*(?:WITHOUT\s+ROWID|STRICT))*$")
            .ok()
    });
    let captures = BODY.as_ref()?.captures(sql.trim())?;
    Some(captures.name("body")?.as_str().trim())
}

/// Returns the expression of a generated column.
pub(super) fn generated_expression(body: &str, column: &str) -> Option<String> {
    let pattern = format!(
        r"(?i){}[^,]*\s+GENERATED\s+ALWAYS\s+AS\s+\(",
        regex::escape(column)
    );
    let start = Regex::new(&pattern).ok()?.find(body)?.end();
    let text = &body[start..];
    Some(text[..closing_parenthesis(text)?].to_owned())
}

/// Returns where the parenthesis is that closes one before the text.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (position, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return Some(position),
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the name of the primary key.
pub(super) fn primary_key_name(sql: &str) -> Option<String> {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?i)CONSTRAINT\s+(?:"(?<quoted>.+?)"|(?<plain>\w+))\s+PRIMARY\s+KEY"#).ok()
    });
    either(&NAME.as_ref()?.captures(sql)?, "quoted", "plain")
}

/// Returns the foreign keys that are table constraints.
pub(super) fn foreign_keys(sql: &str) -> Vec<ParsedForeignKey> {
    static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?ix)
            (?: CONSTRAINT \s+ (?: "(?<name>.+?)" | (?<plain_name>\w+) ) \s+ )?
            FOREIGN \s+ KEY \s* \( \s* (?<columns>.+?) \s* \) \s+
            REFERENCES \s+ (?: "(?<table>.+?)" | (?<plain_table>[a-z0-9_]+) )
            \s* \( \s*
            (?<referred>
                (?:"[^"]+"|[a-z0-9_]+) (?: (?:\s*,\s*|\s+) (?:"[^"]+"|[a-z0-9_]+) )* \s*
            )
            \) \s*
            (?<actions> (?:
                ON \s+ (?:DELETE|UPDATE) \s+
                (?:SET\s+NULL|SET\s+DEFAULT|CASCADE|RESTRICT|NO\s+ACTION) \s*
            )* )
            (?<deferrable> (?:NOT\s+)? DEFERRABLE )?
            (?: \s+ INITIALLY \s+ (?<initially>DEFERRED|IMMEDIATE) )?
            "#,
        )
        .ok()
    });
    let Some(pattern) = KEY.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(sql)
        .map(|captures| foreign_key(&captures))
        .collect()
}

fn foreign_key(captures: &Captures<'_>) -> ParsedForeignKey {
    let text = |group: &str| captures.name(group).map(|found| found.as_str());
    let mut options = ReflectedForeignKeyOptions::default();
    let actions = text("actions").unwrap_or_default().to_uppercase();
    let words: Vec<&str> = actions.split_whitespace().collect();
    for action in words.split(|word| *word == "ON") {
        let Some((event, action)) = action.split_first() else {
            continue;
        };
        let action = Some(action.join(" ")).filter(|action| action != "NO ACTION");
        match *event {
            "DELETE" => options.ondelete = action.or(options.ondelete),
            _ => options.onupdate = action.or(options.onupdate),
        }
    }
    options.deferrable =
        text("deferrable").map(|deferrable| !deferrable.to_uppercase().contains("NOT"));
    options.initially = text("initially").map(str::to_uppercase);
    ParsedForeignKey {
        name: either(captures, "name", "plain_name"),
        columns: column_names(text("columns").unwrap_or_default()),
        referred_table: either(captures, "table", "plain_table").unwrap_or_default(),
        referred_columns: column_names(text("referred").unwrap_or_default()),
        options,
    }
}

/// Returns the unique constraints, those of the table before those that stand with a column.
pub(super) fn unique_constraints(sql: &str) -> Vec<(Option<String>, Vec<String>)> {
    static TABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)(?:CONSTRAINT\s+(?:"(?<name>.+?)"|(?<plain>\w+))\s+)?UNIQUE\s*\((?<columns>.+?)\)"#,
        )
        .ok()
    });
    static INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)(?:(?<quoted>".+?")|[\[`]?(?<plain>[a-z0-9_]+)[\]`]?)[\t ]+[a-z0-9_]+(?:[\t ]+[a-z0-9_]+)*?[\t ]+UNIQUE"#,
        )
        .ok()
    });
    let mut found = Vec::new();
    if let Some(pattern) = TABLE.as_ref() {
        for captures in pattern.captures_iter(sql) {
            found.push((
                either(&captures, "name", "plain"),
                column_names(&captures["columns"]),
            ));
        }
    }
    if let Some(pattern) = INLINE.as_ref() {
        for captures in pattern.captures_iter(sql) {
            let column = either(&captures, "quoted", "plain").unwrap_or_default();
            found.push((None, column_names(&column)));
        }
    }
    found
}

/// Returns the check constraints: their names and conditions.
pub(super) fn check_constraints(sql: &str) -> Vec<(Option<String>, String)> {
    static CHECK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?ix)
            (?: CONSTRAINT \s+
                (?<name>
                    "(?:[^"]|"")+" | '(?:[^']|'')+' | \[(?:[^\]]|\]\])+\] | `(?:[^`]|``)+` | \S+
                )
            \s+ )?
            CHECK \s* \(
            "#,
        )
        .ok()
    });
    let Some(pattern) = CHECK.as_ref() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(captures) = pattern.captures_at(sql, position) {
        let Some(whole) = captures.get(0) else { break };
        let is_inside_word = sql[..whole.start()]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_ascii_alphanumeric() || before == '_');
        if is_inside_word {
            position = whole.start()
                + sql[whole.start()..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
            continue;
        }
        if let Some(end) = matching_parenthesis(&sql[whole.end()..]) {
            let condition = sql[whole.end()..whole.end() + end].trim().to_owned();
            let name = captures
                .name("name")
                .map(|name| unquoted(name.as_str()).to_owned());
            found.push((name, condition));
        }
        position = whole.end();
    }
    found
}

/// Returns the condition of a partial index.
pub(super) fn index_predicate(sql: &str) -> Option<String> {
    static WHERE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?is)\)\s+where\s+(?<predicate>.+)").ok());
    Some(
        WHERE
            .as_ref()?
            .captures(sql)?
            .name("predicate")?
            .as_str()
            .to_owned(),
    )
}

/// Returns whether a table is `WITHOUT ROWID`, and whether it is `STRICT`.
pub(super) fn table_options(sql: &str) -> (bool, bool) {
    static OPTIONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\)(?:\s*,?\s*(?:(?<without_rowid>WITHOUT\s+ROWID)|(?<strict>STRICT)))*\s*$",
        )
        .ok()
    });
    match OPTIONS
        .as_ref()
        .and_then(|pattern| pattern.captures(sql.trim()))
    {
        Some(captures) => (
            captures.name("without_rowid").is_some(),
            captures.name("strict").is_some(),
        ),
        None => (false, false),
    }
}

/// Returns the names in a list of columns.
fn column_names(list: &str) -> Vec<String> {
    static NAME: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?i)"(?<quoted>.+?)"|(?<plain>[a-z0-9_]+)"#).ok());
    let Some(pattern) = NAME.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(list)
        .filter_map(|captures| either(&captures, "quoted", "plain"))
        .collect()
}

fn either(captures: &Captures<'_>, first: &str, second: &str) -> Option<String> {
    let found = captures.name(first).or_else(|| captures.name(second))?;
    Some(found.as_str().to_owned())
}

fn unquoted(name: &str) -> &str {
    let pairs = [('"', '"'), ('\'', '\''), ('`', '`'), ('[', ']')];
    pairs
        .into_iter()
        .find_map(|(open, close)| {
            name.strip_prefix(open)?
                .strip_suffix(close)
                .filter(|inner| !inner.is_empty())
        })
        .unwrap_or(name)
}
