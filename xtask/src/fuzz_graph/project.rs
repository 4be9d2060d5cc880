//! The files of a project with a random graph.
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::graph::{Graph, Revision};

/// The version locations that a project may have.
const LOCATIONS: [&str; 3] = ["versions", "plugin", "extra/deep"];

/// The folders of a project that has one location with folders inside.
const INSIDE: [&str; 3] = ["versions", "versions/2024", "versions/2024/old"];

impl Graph {
    /// Writes the version files and the settings, in place of those that are there.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let scripts = folder.join("scripts");
        if scripts.exists() {
            fs_err::remove_dir_all(&scripts)?;
        }
        let folders = if self.is_recursive { INSIDE } else { LOCATIONS };
        for folder in &folders[..self.locations.max(1)] {
            fs_err::create_dir_all(scripts.join(folder))?;
        }
        fs_err::write(scripts.join("env.py"), ENVIRONMENT)?;
        fs_err::write(scripts.join("script.py.mako"), TEMPLATE)?;
        let mut locations = String::new();
        if self.is_recursive {
            locations = "recursive_version_locations = true\n".to_owned();
        } else if self.locations > 1 {
            let paths = LOCATIONS[..self.locations].iter();
            let paths: Vec<String> = paths
                .map(|path| format!("%(here)s/scripts/{path}"))
                .collect();
            locations = format!("version_locations = {}\n", paths.join(":"));
        }
        for who in ["original", "ours"] {
            let text = format!(
                "[alembic]\nscript_location = %(here)s/scripts\npath_separator = os\n{locations}\
                 sqlalchemy.url = sqlite:///%(here)s/{who}.db\n{LOGGING}"
            );
            fs_err::write(folder.join(format!("{who}.ini")), text)?;
        }
        for revision in &self.revisions {
            let path = scripts
                .join(folders[revision.location])
                .join(&revision.file);
            fs_err::write(path, revision.source())?;
        }
        Ok(())
    }
}

impl Revision {
    fn source(&self) -> String {
        let mut text = format!("\"\"\"{}\"\"\"\n", self.message);
        let alternating = self.id.len().is_multiple_of(2);
        let mut assign = |name: &str, values: &[String], is_plain: bool| {
            let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
            let value = match quoted.as_slice() {
                [] => "None".to_owned(),
                [one] if is_plain => one.clone(),
                [one] => format!("({one},)"),
                many if is_plain => format!("({})", many.join(", ")),
                many => format!("[{}]", many.join(", ")),
            };
            // Old files lack what they do not need.
            if values.is_empty() && alternating && name != "down_revision" {
                return;
            }
            let hint = if is_plain && !alternating {
                ": str"
            } else {
                ""
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}{hint} = {value}");
        };
        assign("revision", std::slice::from_ref(&self.id), true);
        assign("down_revision", &self.parents, true);
        assign("branch_labels", &self.labels, alternating);
        assign("depends_on", &self.dependencies, alternating);
        text.push_str("\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n");
        text
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} <- {:?}", self.id, self.parents)?;
        if !self.dependencies.is_empty() {
            write!(formatter, " depends on {:?}", self.dependencies)?;
        }
        if !self.labels.is_empty() {
            write!(formatter, " labels {:?}", self.labels)?;
        }
        write!(formatter, " in {}/{}", LOCATIONS[self.location], self.file)
    }
}

const ENVIRONMENT: &str = r#"from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine

fileConfig(context.config.config_file_name)
url = context.config.get_main_option("sqlalchemy.url")
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
"#;

const TEMPLATE: &str = r#""""${message}

Revises: ${down_revision | comma,n}

"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
"#;

const LOGGING: &str = "
[loggers]
keys = root, alembic
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
qualname =
[logger_alembic]
level = DEBUG
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(levelname)s %(name)s %(message)s
";
