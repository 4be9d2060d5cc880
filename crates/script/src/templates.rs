//! The templates of new script folders, built into the program.

/// A template of a script folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name, as `init --template` takes it.
    pub name: &'static str,
    /// The files.
    pub files: &'static [TemplateFile],
}

/// One file of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// The file's name. A name that ends in `.mako` is rendered by `init`, except
    /// `script.py.mako`, which is copied for `revision` to render.
    pub name: &'static str,
    /// The content.
    pub text: &'static str,
}

impl Template {
    /// Returns the first line of the template's README.
    #[must_use]
    pub fn synopsis(&self) -> &'static str {
        self.file("README")
            .and_then(|text| text.lines().next())
            .unwrap_or_default()
            .trim_end()
    }

    /// Returns the content of a file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&'static str> {
        self.files
            .iter()
            .find(|file| file.name == name)
            .map(|file| file.text)
    }
}

macro_rules! template {
    ($name:literal, $($file:literal),+) => {
        Template {
            name: $name,
            files: &[$(TemplateFile {
                name: $file,
                text: include_str!(concat!("../../../templates/", $name, "/", $file)),
            }),+],
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

/// Returns the built-in template of a name.
#[must_use]
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

#[cfg(test)]
mod tests {
    use super::{template, templates};
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
                let result = compile_template(file.text, file.name);
                assert!(result.is_ok(), "{} {result:?}", template.name);
            }
            let environment = template
                .file("env.py")
                .expect("a template has an environment");
            assert!(rustpython_ruff_python_parser::parse_module(environment).is_ok());
        }
    }

    #[test]
    fn finds_a_template() {
        let generic = template("generic").expect("there is a generic template");
        assert_eq!(generic.synopsis(), "Generic single-database configuration.");
        assert_eq!(template("nope"), None);
    }
}
