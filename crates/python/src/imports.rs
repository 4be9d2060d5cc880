//! What can be known of a version file before it is executed.
//!
//! Imports at the top of a file fail when the file is executed. Those inside `upgrade` and `downgrade`
//! would fail half-way through a run, so they are looked up before it. A file whose top does nothing
//! but declare need not be executed before its turn comes.

mod declarations;
mod descriptions;

use std::collections::BTreeSet;

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{Expr, Stmt, StmtFunctionDef};
use rustpython_ruff_python_parser::parse_module;
use rustpython_ruff_source_file::LineIndex;
use rustpython_ruff_text_size::{Ranged, TextSize};

/// One import that will be made for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// What a file says about itself.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// Whether executing the file can do nothing but make `imports` and declare names.
    pub(crate) only_declares: bool,
    /// Whether, moreover, calling the function does nothing but describe operations.
    pub(crate) only_describes: bool,
    /// The imports that will be made for certain: those at the top of a file that only declares, and
    /// those of the function and of the functions that it names.
    ///
    /// An import under a condition or in a `try` may never be made, or be meant to fail, and is left
    /// out.
    pub(crate) imports: Vec<LateImport>,
}

/// Surveys a file of which `function` will be called.
///
/// A file that cannot be parsed has nothing to tell: executing it will.
pub(crate) fn survey(source: &str, function: &str) -> Survey {
    let Ok(parsed) = parse_module(source) else {
        return Survey::default();
    };
    let body = &parsed.syntax().body;
    let only_declares = declarations::only_declares(body);
    let lines = LineIndex::from_source_text(source);
    let mut imports = Vec::new();
    if only_declares {
        let mut top = Body {
            function: "<module>",
            lines: &lines,
            imports: &mut imports,
        };
        top.read(body);
    }
    imports.extend(late_imports(body, &lines, function));
    Survey {
        only_declares,
        only_describes: only_declares && descriptions::only_describes(body, function),
        imports,
    }
}

fn late_imports(body: &[Stmt], lines: &LineIndex, function: &str) -> Vec<LateImport> {
    let functions: Vec<&StmtFunctionDef> = body
        .iter()
        .filter_map(|statement| match statement {
            Stmt::FunctionDef(definition) => Some(definition),
            _ => None,
        })
        .collect();
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
                lines,
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
    fn what_generated_files_do_at_their_top_is_declaring() {
        let generated = "\
\"\"\"a message\"\"\"
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision: str = 'a1'
down_revision: Union[str, Sequence[str], None] = ('b1', 'b2')
branch_labels: str | None = None
depends_on = None


def upgrade() -> None:
    pass
";
        let found = survey(generated, "upgrade");
        assert!(found.only_declares);
        assert_eq!(found.imports.len(), 4);
        for more in [
            "x = sa.table('t')",
            "import app.models",
            "print('now')",
            "x: undefined = 1",
            "@decorated\ndef helper(): pass",
            "def helper(now=clock()): pass",
            "class Model: pass",
        ] {
            let source = format!("{generated}\n{more}\n");
            assert!(!survey(&source, "upgrade").only_declares, "{more}");
        }
    }

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
        let found: Vec<(String, Vec<String>, usize)> = survey(source, "upgrade")
            .imports
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
