//! Imports that a version file makes only when it runs.
//!
//! Those at the top of a file fail when the file is read. Those inside `upgrade` and `downgrade`
//! would fail half-way through a run, so they are looked up before it.

use std::collections::BTreeSet;

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{Expr, Stmt, StmtFunctionDef};
use rustpython_ruff_python_parser::parse_module;
use rustpython_ruff_source_file::LineIndex;
use rustpython_ruff_text_size::{Ranged, TextSize};
use serde::Serialize;

/// One import that will be made for certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LateImport {
    /// The module.
    pub(crate) module: String,
    /// The names imported from it; none for `import module`.
    pub(crate) names: Vec<String>,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The function that makes it.
    pub(crate) function: String,
}

/// Returns the imports that a function of a file makes, itself or in functions of the file that it
/// names.
///
/// An import under a condition or in a `try` may never be made, or be meant to fail, and is left
/// out. A file that cannot be parsed has none: running it will tell.
pub(crate) fn late_imports(source: &str, function: &str) -> Vec<LateImport> {
    let Ok(parsed) = parse_module(source) else {
        return Vec::new();
    };
    let functions: Vec<&StmtFunctionDef> = parsed
        .syntax()
        .body
        .iter()
        .filter_map(|statement| match statement {
            Stmt::FunctionDef(definition) => Some(definition),
            _ => None,
        })
        .collect();
    let lines = LineIndex::from_source_text(source);
    let mut imports = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending = vec![function.to_owned()];
    while let Some(name) = pending.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        for definition in functions
            .iter()
            .filter(|definition| definition.name.as_str() == name)
        {
            let mut body = Body {
                function: &name,
                lines: &lines,
                imports: &mut imports,
            };
            body.read(&definition.body);
            let mut names = Names::default();
            names.visit_body(&definition.body);
            pending.extend(names.names);
        }
    }
    imports
}

struct Body<'a> {
    function: &'a str,
    lines: &'a LineIndex,
    imports: &'a mut Vec<LateImport>,
}

impl Body<'_> {
    fn read(&mut self, statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Import(import) => {
                    for alias in &import.names {
                        self.add(alias.name.as_str(), Vec::new(), import.start());
                    }
                }
                Stmt::ImportFrom(import) if import.level == 0 => {
                    if let Some(module) = &import.module {
                        let names = import.names.iter().map(|alias| alias.name.to_string());
                        self.add(module.as_str(), names.collect(), import.start());
                    }
                }
                Stmt::With(with) => self.read(&with.body),
                _ => {}
            }
        }
    }

    fn add(&mut self, module: &str, names: Vec<String>, position: TextSize) {
        self.imports.push(LateImport {
            module: module.to_owned(),
            names: names.into_iter().filter(|name| name != "*").collect(),
            line: self.lines.line_index(position).get(),
            function: self.function.to_owned(),
        });
    }
}

/// All names that some statements use.
#[derive(Default)]
struct Names {
    names: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Names {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            self.names.insert(name.id.to_string());
        }
        visitor::walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_imports_that_will_be_made_are_found() {
        let source = "\
import at_the_top

def upgrade():
    import one.two
    from three import four, five
    if something:
        import six
    try:
        import seven
    except ImportError:
        pass
    helper()

def helper():
    with context():
        from eight import *

def downgrade():
    import nine
";
        let found: Vec<(String, Vec<String>, usize)> = late_imports(source, "upgrade")
            .into_iter()
            .map(|import| (import.module, import.names, import.line))
            .collect();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            found,
            [
                ("one.two".to_owned(), names(&[]), 4),
                ("three".to_owned(), names(&["four", "five"]), 5),
                ("eight".to_owned(), names(&[]), 16),
            ]
        );
    }
}
