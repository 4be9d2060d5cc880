//! Whether the top of a file only declares.

use std::collections::BTreeSet;

use rustpython_ruff_python_ast::{Expr, Operator, Stmt, StmtFunctionDef};

/// The packages whose import has no effect that anyone could see.
const HARMLESS: [&str; 5] = [
    "__future__",
    "alembic",
    "collections",
    "sqlalchemy",
    "typing",
];

/// Built-in names that annotations use.
const BUILT_IN: [&str; 12] = [
    "None",
    "bool",
    "bytes",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "object",
    "set",
    "str",
    "tuple",
];

/// Returns whether executing statements can do nothing but import what is harmless, assign literals
/// and define functions.
pub(super) fn only_declares(statements: &[Stmt]) -> bool {
    let mut names: BTreeSet<&str> = BUILT_IN.into_iter().collect();
    statements
        .iter()
        .all(|statement| declares(statement, &mut names))
}

fn declares<'a>(statement: &'a Stmt, names: &mut BTreeSet<&'a str>) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => is_literal(&expression.value),
        Stmt::Import(import) => import.names.iter().all(|alias| {
            let top = first_part(alias.name.as_str());
            names.insert(alias.asname.as_ref().map_or(top, |name| name.as_str()));
            HARMLESS.contains(&top)
        }),
        Stmt::ImportFrom(import) => {
            for alias in &import.names {
                names.insert(alias.asname.as_ref().unwrap_or(&alias.name).as_str());
            }
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            import.level == 0 && HARMLESS.contains(&first_part(module))
        }
        Stmt::Assign(assign) => {
            assign.targets.iter().all(Expr::is_name_expr) && is_literal(&assign.value)
        }
        Stmt::AnnAssign(assign) => {
            assign.target.is_name_expr()
                && is_annotation(&assign.annotation, names)
                && assign.value.as_deref().is_none_or(is_literal)
        }
        Stmt::FunctionDef(definition) => is_plain_function(definition, names),
        _ => false,
    }
}

fn first_part(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

fn is_plain_function(definition: &StmtFunctionDef, names: &BTreeSet<&str>) -> bool {
    let returns = definition.returns.as_deref();
    definition.decorator_list.is_empty()
        && definition.type_params.is_none()
        && returns.is_none_or(|returns| is_annotation(returns, names))
        && definition.parameters.iter().all(|parameter| {
            parameter.default().is_none_or(is_literal)
                && parameter
                    .annotation()
                    .is_none_or(|annotation| is_annotation(annotation, names))
        })
}

pub(super) fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_literal),
        Expr::List(list) => list.elts.iter().all(is_literal),
        _ => false,
    }
}

fn is_annotation(expression: &Expr, names: &BTreeSet<&str>) -> bool {
    match expression {
        Expr::Name(name) => names.contains(name.id.as_str()),
        Expr::Subscript(subscript) => {
            is_annotation(&subscript.value, names) && is_annotation(&subscript.slice, names)
        }
        Expr::Tuple(tuple) => tuple
            .elts
            .iter()
            .all(|element| is_annotation(element, names)),
        Expr::BinOp(operation) => {
            operation.op == Operator::BitOr
                && is_annotation(&operation.left, names)
                && is_annotation(&operation.right, names)
        }
        other => is_literal(other),
    }
}
