//! Models of a case as data: what they are before and after a change, many small ones in one project.
//!
//! ```toml
//! # Each is a column of one table, as what stands after its name in `Column(name, …)`.
//! [columns.all]
//! integer_to_bigint = ["Integer", "BigInteger"]
//!
//! [columns."postgresql,mysql"]
//! comment = ["Integer", "Integer, comment='said'"]
//!
//! # Each is a module of its own. It sees the names of the project's `common.py`, unless it begins with
//! # an import.
//! [[models]]
//! name = "index_added"
//! databases = ["postgresql"]
//! before = 'Table("a", metadata, Column("x", Integer))'
//! after = 'Table("a", metadata, Column("x", Integer, index=True))'
//! ```
//!
//! All of them make up the package `models`, whose `metadata` is that of `common.py`. The steps
//! `models before` and `models after` put it into the project.
use anyhow::{Context, Result, ensure};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::database::Kind;

/// The steps of a case that has models and no steps of its own: there, and back by the downgrade.
pub(crate) const THERE: &str = "
models before
alembic revision --autogenerate -m before --rev-id a1
cat alembic/versions/a1_before.py
alembic upgrade head
dump
alembic check
models after
alembic revision --autogenerate -m after --rev-id b2
cat alembic/versions/b2_after.py
alembic upgrade head
dump
alembic check
alembic downgrade a1
dump
";

/// Further steps, unless the case has `back = false`: there again, and back by the script that goes from
/// the later models to the earlier ones. The original drops several tables in the order of a set.
pub(crate) const BACK: &str = "
alembic upgrade head
models before
alembic revision --autogenerate -m back --rev-id c3
cat alembic/versions/c3_back.py
alembic upgrade head
alembic check
";

/// The end of both.
pub(crate) const HOME: &str = "
alembic downgrade base
dump
";

/// Which of its two states a model has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The earlier one.
    Before,
    /// The later one.
    After,
}

/// The models of a case.
#[derive(Debug, Default)]
pub struct Models {
    modules: Vec<Module>,
    columns: Columns,
}

/// A module of models.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Module {
    name: String,
    /// The only databases that it is for; none means all.
    #[serde(default)]
    databases: Vec<Kind>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

/// The two states of columns by their names, by the databases that they are for.
pub(crate) type Columns = IndexMap<String, IndexMap<String, [String; 2]>>;

impl Models {
    /// Checks what a case says of its models.
    pub(crate) fn new(modules: Vec<Module>, columns: Columns) -> Result<Self> {
        for (number, module) in modules.iter().enumerate() {
            let is_taken = modules[..number]
                .iter()
                .any(|other| other.name == module.name);
            ensure!(!is_taken, "two models with the name {}", module.name);
        }
        for databases in columns.keys() {
            kinds(databases)?;
        }
        Ok(Self { modules, columns })
    }

    /// Tells whether the case has models of this kind.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty() && self.columns.is_empty()
    }

    /// Returns the files of the package `models` for a database, by path.
    pub fn files(&self, kind: Kind, side: Side) -> Result<IndexMap<String, String>> {
        let mut files = IndexMap::new();
        let mut package = "from common import metadata\n".to_owned();
        let mut add = |name: &str, text: String| {
            package.push_str(&format!("import models.{name}\n"));
            files.insert(format!("models/{name}.py"), text);
        };
        if let Some(text) = self.table(kind, side)? {
            add("columns", text);
        }
        for module in &self.modules {
            if module.databases.is_empty() || module.databases.contains(&kind) {
                add(&module.name, module.text(side));
            }
        }
        files.insert("models/__init__.py".to_owned(), package);
        Ok(files)
    }

    /// Returns the text of the table that has the columns.
    fn table(&self, kind: Kind, side: Side) -> Result<Option<String>> {
        let mut lines = String::new();
        for (databases, columns) in &self.columns {
            if !kinds(databases)?.contains(&kind) {
                continue;
            }
            for (name, [before, after]) in columns {
                let text = match side {
                    Side::Before => before,
                    Side::After => after,
                };
                lines.push_str(&format!("    Column({name:?}, {text}),\n"));
            }
        }
        let key = "Column(\"id\", Integer, primary_key=True)";
        Ok((!lines.is_empty()).then(|| {
            format!("from common import *\n\nTable(\n    \"columns\",\n    metadata,\n    {key},\n{lines})\n")
        }))
    }
}

impl Module {
    fn text(&self, side: Side) -> String {
        let text = match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        };
        let text = text.trim();
        if text.starts_with("from ") || text.starts_with("import ") {
            return format!("{text}\n");
        }
        format!("from common import *\n\n{text}\n")
    }
}

fn kinds(databases: &str) -> Result<Vec<Kind>> {
    if databases == "all" {
        return Ok(vec![Kind::Sqlite, Kind::Postgresql, Kind::Mysql]);
    }
    let kind = |name| Kind::from_name(name).with_context(|| format!("which database is {name}?"));
    databases.split(',').map(kind).collect()
}
