//! The names that a piece of Python reads and binds.

use std::collections::BTreeSet;

use rustpython_ruff_python_ast::visitor::{
    Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt,
};
use rustpython_ruff_python_ast::{ExceptHandler, Expr, ExprContext, Pattern, Stmt};

/// The names that some Python code reads, and those that it binds in its own scope.
///
/// What functions, lambdas and comprehensions bind for themselves counts among neither; what they
/// read counts as read, their own variables included, for nothing here depends on the difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PythonNames {
    /// The names that are read somewhere in the code.
    pub(crate) reads: BTreeSet<String>,
    /// The names that are assigned, imported, declared or deleted at the level of the code.
    pub(crate) bindings: BTreeSet<String>,
    /// The names that a function inside the code declares as `global`.
    pub(crate) globals: BTreeSet<String>,
    /// Whether the code has an `import *`, whose names cannot be known.
    pub(crate) has_star_import: bool,
}

impl PythonNames {
    /// Collects the names of statements.
    pub(crate) fn of_statements(statements: &[Stmt]) -> Self {
        let mut collector = Collector::default();
        collector.visit_body(statements);
        collector.names
    }

    /// Collects the names of one expression.
    pub(crate) fn of_expression(expression: &Expr) -> Self {
        let mut collector = Collector::default();
        collector.visit_expr(expression);
        collector.names
    }

    /// Adds the names of another piece of code in the same scope.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.reads.extend(other.reads.iter().cloned());
        self.bindings.extend(other.bindings.iter().cloned());
        self.globals.extend(other.globals.iter().cloned());
        self.has_star_import |= other.has_star_import;
    }
}

#[derive(Default)]
struct Collector {
    names: PythonNames,
    functions: usize,
    comprehensions: usize,
}

impl Collector {
    fn bind(&mut self, name: &str) {
        if self.functions == 0 {
            self.names.bindings.insert(name.to_owned());
        }
    }

    fn in_function(&mut self, visit: impl FnOnce(&mut Self)) {
        self.functions += 1;
        visit(self);
        self.functions -= 1;
    }
}

impl<'a> Visitor<'a> for Collector {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.bind(&function.name);
                for decorator in &function.decorator_list {
                    self.visit_decorator(decorator);
                }
                self.visit_parameters(&function.parameters);
                if let Some(returns) = &function.returns {
                    self.visit_annotation(returns);
                }
                self.in_function(|collector| collector.visit_body(&function.body));
            }
            Stmt::ClassDef(class) => {
                self.bind(&class.name);
                for decorator in &class.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &class.arguments {
                    self.visit_arguments(arguments);
                }
                self.in_function(|collector| collector.visit_body(&class.body));
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.bind(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    if name == "*" {
                        self.names.has_star_import = true;
                    } else {
                        self.bind(name);
                    }
                }
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.bind(name);
                    self.names.globals.insert(name.to_string());
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => {
                if name.ctx == ExprContext::Load {
                    self.names.reads.insert(name.id.to_string());
                } else if self.comprehensions == 0 {
                    self.bind(&name.id);
                }
            }
            Expr::Named(named) => {
                if let Expr::Name(name) = named.target.as_ref() {
                    self.bind(&name.id);
                }
                self.visit_expr(&named.value);
            }
            Expr::Lambda(_) => self.in_function(|collector| walk_expr(collector, expression)),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehensions += 1;
                walk_expr(self, expression);
                self.comprehensions -= 1;
            }
            _ => walk_expr(self, expression),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(clause) = handler;
        if let Some(name) = &clause.name {
            self.bind(name);
        }
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(capture) => capture.name.as_ref(),
            Pattern::MatchStar(capture) => capture.name.as_ref(),
            Pattern::MatchMapping(mapping) => mapping.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name);
        }
        walk_pattern(self, pattern);
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::parse_module;

    use super::PythonNames;

    fn names(code: &str) -> (String, String) {
        let module = parse_module(code)
            .expect("the code of a test is valid")
            .into_syntax();
        let names = PythonNames::of_statements(&module.body);
        let join =
            |set: std::collections::BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" ");
        (join(names.reads), join(names.bindings))
    }

    #[test]
    fn finds_what_is_read_and_bound() {
        for (code, reads, bindings) in [
            ("a = b", "b", "a"),
            ("a += b", "b", "a"),
            ("a.b = c[d]", "a c d", ""),
            ("a, (b, *c) = d", "d", "a b c"),
            ("a: int = b", "b int", "a"),
            ("import a.b, c as d", "", "a d"),
            ("from a import b, c as d", "", "b d"),
            ("for a in b:\n    c", "b c", "a"),
            ("with a as b:\n    pass", "a", "b"),
            ("try:\n    a\nexcept B as c:\n    pass", "B a", "c"),
            ("def f(a, b=c) -> d:\n    e = g", "c d g", "f"),
            ("class A(B):\n    c = d", "B d", "A"),
            ("[a for a in b]", "a b", ""),
            ("[(a := c) for c in b]", "b c", "a"),
            ("lambda a: b", "b", ""),
            ("if (a := b):\n    pass", "b", "a"),
            (
                "match a:\n    case {'b': c, **d}:\n        pass",
                "a",
                "c d",
            ),
            ("f'{a!r:>{b}}'", "a b", ""),
            ("del a", "", "a"),
            ("global a\na = 1", "", "a"),
        ] {
            assert_eq!(
                names(code),
                (reads.to_owned(), bindings.to_owned()),
                "{code}"
            );
        }
    }

    #[test]
    fn finds_globals_of_functions_and_star_imports() {
        let module = parse_module("from a import *\ndef f():\n    global b\n    b = 1\n")
            .expect("the code of a test is valid")
            .into_syntax();
        let names = PythonNames::of_statements(&module.body);
        assert!(names.has_star_import);
        assert!(names.globals.contains("b"));
        assert!(!names.bindings.contains("b"));
    }
}
