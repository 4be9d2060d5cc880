//! What can be known of a version file before it is executed.
//!
//! Imports at the top of a file fail when the file is executed. Those inside `upgrade` and `downgrade`
//! would fail half-way through a run, so they are looked up before it. A file whose top does nothing
//! but declare need not be executed before its turn comes.

mod declarations;
mod descriptions;

use std::collections::BTreeSet;

use alembic_script::parse_module;
use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{Expr, Stmt, StmtFunctionDef};
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

/// One attribute that may be read or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// Its name.
    pub(crate) name: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The function that asks for it.
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
    /// The attributes that the function and the functions that it names ask for, other than those
    /// that are called and those of `.c`, which are columns of tables.
    pub(crate) attributes: Vec<Attribute>,
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
    let mut attributes = Attributes {
        function,
        lines: &lines,
        found: Vec::new(),
    };
    for definition in reached_functions(body, function) {
        let mut late = Body {
            function: definition.name.as_str(),
            lines: &lines,
            imports: &mut imports,
        };
        late.read(&definition.body);
        attributes.function = definition.name.as_str();
        attributes.visit_body(&definition.body);
    }
    Survey {
        only_declares,
        only_describes: only_declares && descriptions::only_describes(body, function),
        imports,
        attributes: attributes.found,
    }
}

/// Returns the functions that are called when `function` is, as far as they are named.
fn reached_functions<'a>(body: &'a [Stmt], function: &str) -> Vec<&'a StmtFunctionDef> {
    let functions: Vec<&StmtFunctionDef> = body
        .iter()
        .filter_map(|statement| match statement {
            Stmt::FunctionDef(definition) => Some(definition),
            _ => None,
        })
        .collect();
    let mut reached = Vec::new();
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
            reached.push(*definition);
            let mut names = Names::default();
            names.visit_body(&definition.body);
            pending.extend(names.names);
        }
    }
    reached
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

struct Attributes<'a> {
    function: &'a str,
    lines: &'a LineIndex,
    found: Vec<Attribute>,
}

impl<'a> Visitor<'a> for Attributes<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(attribute) => {
                let is_column = matches!(
                    attribute.value.as_ref(),
                    Expr::Attribute(owner) if matches!(owner.attr.as_str(), "c" | "columns")
                );
                if !is_column {
                    self.found.push(Attribute {
                        name: attribute.attr.to_string(),
                        line: self.lines.line_index(attribute.attr.start()).get(),
                        function: self.function.to_owned(),
                    });
                }
                self.visit_expr(&attribute.value);
            }
            Expr::Call(call) => {
                match call.func.as_ref() {
                    Expr::Attribute(method) => self.visit_expr(&method.value),
                    function => self.visit_expr(function),
                }
                self.visit_arguments(&call.arguments);
            }
            other => visitor::walk_expr(self, other),
        }
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
    fn attributes_are_found_where_the_function_asks_for_them() {
        let source = "\
def upgrade():
    for user in session.query(User):
        helper(user.team.name, t.c.column, user.method())

def helper(name):
    name.of_helper = 1

def downgrade():
    x.unused
";
        let found: Vec<(String, usize, String)> = survey(source, "upgrade")
            .attributes
            .into_iter()
            .map(|attribute| (attribute.name, attribute.line, attribute.function))
            .collect();
        let expected = [
            ("name", 3, "upgrade"),
            ("team", 3, "upgrade"),
            ("c", 3, "upgrade"),
            ("of_helper", 6, "helper"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, line, function)| (name.to_owned(), line, function.to_owned()))
        );
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
