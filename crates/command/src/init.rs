//! `alembic init`.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use alembic_script::{Template, render};
use serde_json::{Map, json};

use crate::config::Config;
use crate::error::CommandError;
use crate::status::absolute;

/// Makes a new folder of scripts, and the configuration files beside it.
///
/// `template` is one that `list_templates` names; `package` adds `__init__.py` files. An existing
/// configuration file is kept, except that a `pyproject.toml` without `[tool.alembic]` gets one. As in
/// the original, the files are named even when the output is quiet.
pub fn init(
    config: &Config,
    directory: &Path,
    template: &str,
    package: bool,
) -> Result<(), CommandError> {
    if directory.exists() && !directory.is_dir() {
        return Err(CommandError::os_error(
            directory,
            &ErrorKind::NotADirectory.into(),
        ));
    }
    let is_empty = |folder: &Path| {
        fs_err::read_dir(folder)
            .map(|mut entries| entries.next().is_none())
            .unwrap_or(true)
    };
    if directory.exists() && !is_empty(directory) {
        return Err(CommandError::new(format!(
            "Directory {} already exists and is not empty",
            directory.display()
        )));
    }
    let templates = config.templates()?;
    let Some(template) = templates.iter().find(|present| present.name == template) else {
        let names: Vec<&str> = templates.iter().map(|template| &*template.name).collect();
        return Err(CommandError::new(format!("No such template {template}"))
            .with_hint(format!("There are: {}", names.join(", "))));
    };
    let new_project = NewProject {
        config,
        directory,
        template,
    };
    new_project.create(package)
}

struct NewProject<'a> {
    config: &'a Config,
    directory: &'a Path,
    template: &'a Template,
}

impl NewProject<'_> {
    fn create(&self, package: bool) -> Result<(), CommandError> {
        let output = self.config.output();
        let directory = absolute(self.directory);
        let versions = directory.join("versions");
        if !directory.exists() {
            self.create_directory(&directory)?;
        }
        self.create_directory(&versions)?;

        let settings = self.config.settings().borrow();
        let ini = absolute(Path::new(
            settings.config_file_name().unwrap_or("alembic.ini"),
        ));
        let toml = absolute(Path::new(
            settings.toml_file_name().unwrap_or("pyproject.toml"),
        ));
        drop(settings);
        let has_toml = self
            .template
            .files
            .iter()
            .any(|file| file.name == "pyproject.toml.mako");
        for file in self.template.files.iter() {
            match &*file.name {
                "alembic.ini.mako" if ini.exists() => {
                    output.message(&format!("File {} already exists, skipping", ini.display()));
                }
                "alembic.ini.mako" => self.generate(&file.text, &ini)?,
                "pyproject.toml.mako" => self.generate_toml(&file.text, &toml)?,
                name => self.generate_copy(&file.text, &directory.join(name))?,
            }
        }
        if package {
            for folder in [&directory, &versions] {
                let path = folder.join("__init__.py");
                output.status(format!("Adding {}", path.display()), || write(&path, ""))?;
            }
        }
        output.message(&if has_toml {
            format!(
                "Please edit configuration settings in {} and configuration/connection/logging \
                 settings in {} before proceeding.",
                toml.display(),
                ini.display()
            )
        } else {
            format!(
                "Please edit configuration/connection/logging settings in {} before proceeding.",
                ini.display()
            )
        });
        Ok(())
    }

    fn create_directory(&self, path: &Path) -> Result<(), CommandError> {
        self.config
            .output()
            .status(format!("Creating directory {}", path.display()), || {
                fs_err::create_dir_all(path)
                    .map_err(|error| CommandError::os_error(self.directory, &error))
            })
    }

    fn generate(&self, template: &str, path: &Path) -> Result<(), CommandError> {
        self.config
            .output()
            .always()
            .status(format!("Generating {}", path.display()), || {
                write(path, &self.render(template, path)?)
            })
    }

    fn generate_copy(&self, text: &str, path: &Path) -> Result<(), CommandError> {
        self.config
            .output()
            .always()
            .status(format!("Generating {}", path.display()), || {
                write(path, text)
            })
    }

    fn generate_toml(&self, template: &str, path: &Path) -> Result<(), CommandError> {
        if !path.exists() {
            return self.generate(template, path);
        }
        let output = self.config.output().always();
        let present =
            fs_err::read_to_string(path).map_err(|error| CommandError::os_error(path, &error))?;
        if alembic_config::has_alembic_table(&present) {
            output.message(&format!(
                "File {} already exists and already has a [tool.alembic] section, skipping",
                path.display()
            ));
            return Ok(());
        }
        output.status(format!("Appending to existing {}", path.display()), || {
            let addition = self.render(template, path)?;
            write(path, &format!("{present}\n\n{addition}"))
        })
    }

    fn render(&self, template: &str, path: &Path) -> Result<String, CommandError> {
        let mut variables = Map::new();
        variables.insert(
            "script_location".to_owned(),
            json!(self.script_location(path)),
        );
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy())
            .unwrap_or_default();
        let (python, _) = self.config.python()?;
        Ok(render(
            template,
            &format!("{name}.mako"),
            &variables,
            python.as_ref(),
        )?)
    }

    /// Returns the scripts' folder as the configuration file names it: relative to itself.
    fn script_location(&self, configuration: &Path) -> String {
        if self.directory.is_absolute() {
            return posix(self.directory);
        }
        let here = configuration.parent().unwrap_or(Path::new("/"));
        format!(
            "%(here)s/{}",
            posix(&relative(&absolute(self.directory), here))
        )
    }
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    fs_err::write(path, text).map_err(|error| CommandError::os_error(path, &error))
}

fn posix(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Returns the way from one folder to another.
fn relative(path: &Path, from: &Path) -> PathBuf {
    let target: Vec<Component<'_>> = path.components().collect();
    let start: Vec<Component<'_>> = from.components().collect();
    let shared = target
        .iter()
        .zip(&start)
        .take_while(|(one, other)| one == other)
        .count();
    let mut way = PathBuf::new();
    for _ in shared..start.len() {
        way.push("..");
    }
    way.extend(&target[shared..]);
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_relative_to_the_configuration_file() {
        for (path, from, way) in [
            ("/project/alembic", "/project", "alembic"),
            ("/project/alembic", "/project/config", "../alembic"),
            ("/a/b", "/c/d", "../../a/b"),
        ] {
            assert_eq!(
                relative(Path::new(path), Path::new(from)),
                PathBuf::from(way)
            );
        }
    }
}
