//! The templates of new script folders: those built into the program, or those of a folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::ScriptError;

/// A template of a script folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name, as `init --template` takes it.
    pub name: Cow<'static, str>,
    /// The files.
    pub files: Cow<'static, [TemplateFile]>,
}

/// One file of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// The file's name. A name that ends in `.mako` is rendered by `init`, except
    /// `script.py.mako`, which is copied for `revision` to render.
    pub name: Cow<'static, str>,
    /// The content.
    pub text: Cow<'static, str>,
}

impl Template {
    /// Returns the first line of the template's README.
    #[must_use]
    pub fn synopsis(&self) -> &str {
        self.file("README")
            .and_then(|text| text.lines().next())
            .unwrap_or_default()
            .trim_end()
    }

    /// Returns the content of a file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|file| file.name == name)
            .map(|file| &*file.text)
    }
}

macro_rules! template {
    ($name:literal, $($file:literal),+) => {
        Template {
            name: Cow::Borrowed($name),
            files: Cow::Borrowed(&[$(TemplateFile {
                name: Cow::Borrowed($file),
                text: Cow::Borrowed(include_str!(concat!(
                    "../../../python/alembic/templates/",
                    $name,
                    "/",
                    $file
                ))),
            }),+]),
        }
    };
}

const TEMPLATES: &[Template] = &[
    template!(
        "async",
        "README",
        "alembic.ini.mako",
        "env.py",
        "script.py.mako"
    ),
    template!(
        "generic",
        "README",
        "alembic.ini.mako",
        "env.py",
        "script.py.mako"
    ),
    template!(
        "multidb",
        "README",
        "alembic.ini.mako",
        "env.py",
        "script.py.mako"
    ),
    template!(
        "pyproject",
        "README",
        "alembic.ini.mako",
        "env.py",
        "pyproject.toml.mako",
        "script.py.mako"
    ),
    template!(
        "pyproject_async",
        "README",
        "alembic.ini.mako",
        "env.py",
        "pyproject.toml.mako",
        "script.py.mako"
    ),
];

/// Returns the built-in templates, sorted by name.
#[must_use]
pub fn templates() -> &'static [Template] {
    TEMPLATES
}

/// Returns the templates of a folder, each a folder of its own, sorted by name.
///
/// # Errors
///
/// Fails when the folder or a file in it cannot be read as text.
pub fn templates_in(folder: &Path) -> Result<Vec<Template>, ScriptError> {
    let mut templates = Vec::new();
    for (name, path) in entries(folder)? {
        if !path.is_dir() {
            continue;
        }
        let files = entries(&path)?
            .into_iter()
            .filter(|(_, path)| path.is_file())
            .map(|(name, path)| {
                Ok(TemplateFile {
                    name: name.into(),
                    text: fs_err::read_to_string(path)?.into(),
                })
            })
            .collect::<Result<Vec<_>, ScriptError>>()?;
        templates.push(Template {
            name: name.into(),
            files: files.into(),
        });
    }
    Ok(templates)
}

fn entries(folder: &Path) -> Result<BTreeMap<String, PathBuf>, ScriptError> {
    fs_err::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, entry.path()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{templates, templates_in};
    use crate::mako::compile_template;

    #[test]
    fn templates_are_complete_and_valid() {
        for template in templates() {
            assert!(template.synopsis().ends_with('.'), "{}", template.name);
            for file in template
                .files
                .iter()
                .filter(|file| file.name.ends_with(".mako"))
            {
                let result = compile_template(&file.text, &file.name);
                assert!(result.is_ok(), "{} {result:?}", template.name);
            }
            let environment = template
                .file("env.py")
                .expect("a template has an environment");
            assert!(crate::parse::parse_module(environment).is_ok());
        }
    }

    #[test]
    fn finds_a_template() {
        let generic = templates().iter().find(|found| found.name == "generic");
        let generic = generic.expect("there is a generic template");
        assert_eq!(generic.synopsis(), "Generic single-database configuration.");
    }

    #[test]
    fn a_folder_has_templates_too() {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../python/alembic/templates"
        );
        let found = templates_in(folder.as_ref()).expect("the folder can be read");
        let names = |templates: &[super::Template]| -> Vec<String> {
            templates
                .iter()
                .map(|found| found.name.to_string())
                .collect()
        };
        assert_eq!(names(&found), names(templates()));
    }
}
