//! `SHOW CREATE TABLE`, which tells all there is to know about a table, line by line.

use std::sync::LazyLock;

use alembic_schema::{DialectOptions, Value};
use regex::{Captures, Regex};

use super::types::{DeclaredType, resolve};
use crate::inspect::{ReflectedColumn, ReflectedComputed};
use crate::warnings::warn;

/// A table as the server writes it.
#[derive(Debug, Default)]
pub(super) struct Definition {
    pub(super) columns: Vec<ReflectedColumn>,
    pub(super) keys: Vec<Key>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    /// The names and conditions of check constraints.
    pub(super) checks: Vec<(String, String)>,
    pub(super) options: DialectOptions,
}

/// An index, or the primary key.
#[derive(Debug, Default)]
pub(super) struct Key {
    /// `PRIMARY`, `UNIQUE`, `FULLTEXT`, ….
    pub(super) kind: Option<String>,
    pub(super) name: Option<String>,
    /// The columns, with the length of what is indexed of them.
    pub(super) columns: Vec<(String, Option<i64>)>,
    pub(super) parser: Option<String>,
}

/// A foreign key.
#[derive(Debug, Default)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// The other table, perhaps after its schema.
    pub(super) table: Vec<String>,
    pub(super) referred_columns: Vec<String>,
    pub(super) onupdate: Option<String>,
    pub(super) ondelete: Option<String>,
}

/// Reads the text that creates a table; `dialect` begins the names of options.
pub(super) fn parse(sql: &str, dialect: &str) -> Definition {
    let mut definition = Definition::default();
    for line in sql.lines() {
        if line.starts_with("  `") {
            definition.columns.extend(column(line));
        } else if line.starts_with(") ") {
            table_options(line, dialect, &mut definition.options);
        } else if line == ")" || line.is_empty() || line.starts_with("CREATE ") {
            // Nothing that is not known.
        } else if line.contains("PARTITION") {
            partition_options(line, dialect, &mut definition.options);
        } else if let Some(key) = key(line) {
            definition.keys.push(key);
        } else if let Some(key) = foreign_key(line) {
            definition.foreign_keys.push(key);
        } else if let Some(check) = check(line) {
            definition.checks.push(check);
        } else {
            warn(format!("Unknown schema content: '{line}'"));
        }
    }
    definition
}

/// Compiles a pattern that begins where the text begins and knows no case.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&format!("(?ix)^(?:{text})")).ok()
}

fn group(captures: &Captures<'_>, name: &str) -> Option<String> {
    captures.name(name).map(|found| found.as_str().to_owned())
}

fn column(line: &str) -> Option<ReflectedColumn> {
    static COLUMN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            r"\ \ `(?<name>(?:``|[^`])+)`\ +
            (?<type>\w+) (?: \( (?<arguments>\d+|\d+,\d+|(?:'(?:''|[^'])*',?)+) \) )?
            (?: \ +(?<unsigned>UNSIGNED) )?
            (?: \ +(?<zerofill>ZEROFILL) )?
            (?: \ +CHARACTER\ SET\ +(?<charset>\w+) )?
            (?: \ +COLLATE\ +(?<collate>\w+) )?
            (?: \ +(?<null>(?:NOT\ )?NULL) )?
            (?: \ +DEFAULT\ +(?<default>
                NULL | '(?:''|[^'])*' | \(.+?\) | [-\w.()]+ (?:\ +ON\ UPDATE\ [-\w.()]+)?
            ) )?
            (?: \ +(?:GENERATED\ ALWAYS)?\ ?AS\ +(?<generated>\(.*\))?
                \ ?(?<persistence>VIRTUAL|STORED)?
                (?: \ +(?<generated_null>(?:NOT\ )?NULL) )?
            )?
            (?: \ +(?<autoincrement>AUTO_INCREMENT) )?
            (?: \ +COMMENT\ +'(?<comment>(?:''|[^'])*)' )?
            (?: \ +COLUMN_FORMAT\ +\w+ )?
            (?: \ +STORAGE\ +\w+ )?
            (?: \ +.* )?
            ,?$",
        )
    });
    static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            r"\ \ `(?<name>(?:``|[^`])+)`\ +(?<type>\w+)
            (?: \( (?<arguments>\d+|\d+,\d+|'(?:''|[^'])+') \) )?",
        )
    });
    let full = COLUMN.as_ref().and_then(|pattern| pattern.captures(line));
    let is_full = full.is_some();
    let Some(captures) = full.or_else(|| LOOSE.as_ref().and_then(|pattern| pattern.captures(line)))
    else {
        warn(format!("Unknown column definition '{line}'"));
        return None;
    };
    if !is_full {
        warn(format!(
            "Incomplete reflection of column definition '{line}'"
        ));
    }
    let text = |name: &str| group(&captures, name);
    let is_not_null = |name: &str| text(name).is_some_and(|word| word == "NOT NULL");
    let name = text("name").unwrap_or_default();
    let declared = DeclaredType {
        word: text("type").unwrap_or_default(),
        arguments: text("arguments").unwrap_or_default(),
        unsigned: text("unsigned").is_some(),
        zerofill: text("zerofill").is_some(),
        charset: text("charset"),
        collation: text("collate"),
    };
    let (sql_type, is_integer) = resolve(&declared, &name);
    let autoincrement = match (text("autoincrement"), is_integer) {
        (Some(_), _) => Some(true),
        (None, true) => Some(false),
        (None, false) => None,
    };
    Some(ReflectedColumn {
        sql_type,
        nullable: !(is_not_null("null") || is_not_null("generated_null")),
        default: text("default").filter(|default| default != "NULL"),
        autoincrement,
        comment: Some(text("comment").map(|comment| plain(&comment))),
        computed: text("generated").map(|sqltext| ReflectedComputed {
            sqltext,
            persisted: text("persistence").map(|word| word == "STORED"),
        }),
        name,
        ..ReflectedColumn::default()
    })
}

fn key(line: &str) -> Option<Key> {
    static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(
            r"\ \ (?: (?<kind>\S+)\  )? KEY
            (?: \ +`(?<name>(?:``|[^`])+)` )?
            (?: \ +USING\ +\S+ )?
            \ +\( (?<columns>.+?) \)
            (?: \ +USING\ +\S+ )?
            (?: \ +KEY_BLOCK_SIZE\ *[\ =]?\ *\S+ )?
            (?: \ +WITH\ PARSER\ +(?<parser>\S+) )?
            (?: \ +COMMENT\ +'(?:''|[^'])*' )?
            (?: \ +/\*(?<versioned>.+)\*/\ * )?
            ,?$",
        )
    });
    static PARSER: LazyLock<Option<Regex>> =
        LazyLock::new(|| pattern(r"!\d+\ \ *WITH\ PARSER\ +(?<parser>\S+)"));
    let captures = KEY.as_ref()?.captures(line)?;
    let versioned = captures.name("versioned").and_then(|versioned| {
        let captures = PARSER.as_ref()?.captures(versioned.as_str())?;
        group(&captures, "parser")
    });
    Some(Key {
        kind: group(&captures, "kind"),
        name: group(&captures, "name"),
        columns: key_columns(&captures["columns"]),
        parser: versioned
            .or_else(|| group(&captures, "parser"))
            .map(|parser| parser.trim_matches('`').to_owned()),
    })
}

/// Returns the columns in a list; expressions are left out.
fn key_columns(list: &str) -> Vec<(String, Option<i64>)> {
    static COLUMN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)`(?<name>(?:``|[^`])+)`(?:\((?<length>\d+)\))?(?: +(?:ASC|DESC))?").ok()
    });
    let Some(pattern) = COLUMN.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(list)
        .filter(|captures| {
            let end = captures.get(0).map_or(0, |whole| whole.end());
            list[end..].is_empty() || list[end..].starts_with(',')
        })
        .map(|captures| {
            let length = captures
                .name("length")
                .and_then(|digits| digits.as_str().parse().ok());
            (captures["name"].to_owned(), length)
        })
        .collect()
}

fn foreign_key(line: &str) -> Option<ForeignKey> {
    static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let action = r"RESTRICT|CASCADE|SET\ NULL|NO\ ACTION|SET\ DEFAULT";
        pattern(&format!(
            r"\ \ CONSTRAINT\ +`(?<name>(?:``|[^`])+)`\ +
            FOREIGN\ KEY\ +\((?<columns>[^)]+?)\)\ REFERENCES\ +
            (?<table>`[^`]+`(?:\.`[^`]+`)?)\ +
            \((?<referred>(?:`[^`]+`(?:\ *,\ *)?)+)\)
            (?: \ +MATCH\ \w+ )?
            (?: \ +ON\ DELETE\ (?<ondelete>{action}) )?
            (?: \ +ON\ UPDATE\ (?<onupdate>{action}) )?"
        ))
    });
    let captures = KEY.as_ref()?.captures(line)?;
    let names = |list: &str| {
        key_columns(list)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    };
    let action = |name: &str| group(&captures, name).filter(|action| action != "NO ACTION");
    Some(ForeignKey {
        name: captures["name"].to_owned(),
        columns: names(&captures["columns"]),
        table: captures["table"]
            .split("`.`")
            .map(|part| part.trim_matches('`').to_owned())
            .collect(),
        referred_columns: names(&captures["referred"]),
        onupdate: action("onupdate"),
        ondelete: action("ondelete"),
    })
}

fn check(line: &str) -> Option<(String, String)> {
    static CHECK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        pattern(r"\ \ CONSTRAINT\ +`(?<name>(?:``|[^`])+)`\ +CHECK\ +\((?<condition>.+)\),?")
    });
    let captures = CHECK.as_ref()?.captures(line)?;
    Some((
        captures["name"].to_owned(),
        captures["condition"].to_owned(),
    ))
}

/// Reads the line after the columns: `) ENGINE=InnoDB COMMENT='x'`.
fn table_options(line: &str, dialect: &str, options: &mut DialectOptions) {
    const TEXTS: [&str; 5] = [
        "COMMENT",
        "DATA DIRECTORY",
        "INDEX DIRECTORY",
        "PASSWORD",
        "CONNECTION",
    ];
    const WORDS: [&str; 16] = [
        "ENGINE",
        "TYPE",
        "AUTO_INCREMENT",
        "AVG_ROW_LENGTH",
        "CHARACTER SET",
        "DEFAULT CHARSET",
        "CHECKSUM",
        "COLLATE",
        "DELAY_KEY_WRITE",
        "INSERT_METHOD",
        "MAX_ROWS",
        "MIN_ROWS",
        "PACK_KEYS",
        "ROW_FORMAT",
        "KEY_BLOCK_SIZE",
        "STATS_SAMPLE_PAGES",
    ];
    // Of these it depends on the data and the server's disks what they are.
    const LEFT_OUT: [&str; 3] = ["AUTO_INCREMENT", "DATA DIRECTORY", "INDEX DIRECTORY"];
    static PATTERNS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
        // Texts are taken out first, so that no word in them is taken for an option.
        let texts = TEXTS
            .iter()
            .map(|name| (*name, r"'(?<value>(?:[^']|'')*)'"));
        let words = WORDS.iter().map(|name| (*name, r"(?<value>\w+)"));
        let lists = [("UNION", r"(?<value>\([^)]+\))")];
        texts
            .chain(words)
            .chain(lists)
            .filter_map(|(name, value)| {
                let directive = regex::escape(name);
                let pattern = format!(r"(?i){directive}(?:\s*=\s*|\s+){value}");
                Some((name, Regex::new(&pattern).ok()?))
            })
            .collect()
    });
    let mut rest = line.to_owned();
    for (name, pattern) in PATTERNS.iter() {
        let Some(found) = pattern
            .captures(&rest)
            .map(|captures| captures["value"].to_owned())
        else {
            continue;
        };
        rest = pattern.replace_all(&rest, "").into_owned();
        if !LEFT_OUT.contains(name) {
            let value = if TEXTS.contains(name) {
                plain(&found)
            } else {
                found
            };
            options.insert(option_name(dialect, name), Value::Text(value).into());
        }
    }
}

/// Reads a line about partitions: how they are made, or one of them.
fn partition_options(line: &str, dialect: &str, options: &mut DialectOptions) {
    static BY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?<name>(?:SUB)?PARTITION BY)(?:\s*=\s*|\s+)(?<value>\w+.*)").ok()
    });
    static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?<name>(?:SUB)?PARTITIONS)(?:\s*=\s*|\s+)(?<value>\d+)").ok()
    });
    static ONE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i)(?:^|\s)(?<name>(?:SUB)?PARTITION)(?:\s|$)").ok());
    let line = line.trim_start_matches(['(', ' ']);
    for pattern in [&BY, &COUNT]
        .into_iter()
        .filter_map(|pattern| pattern.as_ref())
    {
        if let Some(captures) = pattern.captures(line) {
            let name = captures["name"].replace(' ', "_");
            let value = Value::Text(captures["value"].to_owned()).into();
            options.insert(option_name(dialect, &name), value);
            return;
        }
    }
    let Some(captures) = ONE.as_ref().and_then(|pattern| pattern.captures(line)) else {
        return;
    };
    let name = captures["name"].to_lowercase();
    let mut definition = line.replace(") */", "").replace(',', "");
    let ends_list = dialect == "mariadb"
        && ["MAXVALUE", "MINVALUE", "ENGINE"]
            .iter()
            .any(|word| definition.contains(word));
    for ends in [name == "subpartition", ends_list] {
        if ends && definition.ends_with(')') {
            definition.pop();
        }
    }
    let name = option_name(dialect, &format!("{name}_definitions"));
    let definitions = match options.get(&name).and_then(|value| value.as_str()) {
        Some(before) => format!("{before}, {definition}"),
        None => definition,
    };
    options.insert(name, Value::Text(definitions).into());
}

fn option_name(dialect: &str, name: &str) -> String {
    format!("{dialect}_{}", name.to_lowercase())
}

/// Returns the text that a quoted one stands for.
fn plain(quoted: &str) -> String {
    let mut text = String::with_capacity(quoted.len());
    let mut rest = quoted.chars().peekable();
    while let Some(letter) = rest.next() {
        let escaped = match (letter, rest.peek()) {
            ('\'', Some('\'')) => Some('\''),
            ('\\', Some('\\')) => Some('\\'),
            ('\\', Some('0')) => Some('\0'),
            ('\\', Some('a')) => Some('\u{7}'),
            ('\\', Some('b')) => Some('\u{8}'),
            ('\\', Some('t')) => Some('\t'),
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('v')) => Some('\u{b}'),
            ('\\', Some('f')) => Some('\u{c}'),
            ('\\', Some('r')) => Some('\r'),
            _ => None,
        };
        if escaped.is_some() {
            rest.next();
        }
        text.push(escaped.unwrap_or(letter));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_texts_are_read() {
        for (quoted, expected) in [
            ("it''s", "it's"),
            (r"a\nb", "a\nb"),
            (r"a\\nb", r"a\nb"),
            (r"\e", r"\e"),
            ("", ""),
        ] {
            assert_eq!(plain(quoted), expected);
        }
    }

    #[test]
    fn partitions_are_read() {
        let definition = parse(
            "CREATE TABLE `t` (\n  `a` int(11) DEFAULT NULL\n) ENGINE=InnoDB\n \
             PARTITION BY RANGE (`a`)\n(PARTITION `p0` VALUES LESS THAN (10) ENGINE = InnoDB,\n \
             PARTITION `p1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB)",
            "mariadb",
        );
        let options = serde_json::to_value(&definition.options).unwrap();
        assert_eq!(
            options,
            serde_json::json!({
                "mariadb_engine": "InnoDB",
                "mariadb_partition_by": "RANGE (`a`)",
                "mariadb_partition_definitions":
                    "PARTITION `p0` VALUES LESS THAN (10) ENGINE = InnoDB, \
                     PARTITION `p1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB",
            })
        );
    }
}
