//! Whether a function of a file does nothing but describe operations.
//!
//! Such a function can be called early and again: apart from the operations, nothing tells whether
//! it was. It consists of calls of `op` whose arguments are literals and what SQLAlchemy makes of
//! them.

use std::collections::BTreeMap;

use rustpython_ruff_python_ast::{Arguments, Expr, ExprCall, Stmt, StmtFunctionDef};

use super::declarations::is_literal;

/// The functions of `op` that describe one operation, and give nothing that depends on the database.
const OPERATIONS: [&str; 19] = [
    "add_column",
    "alter_column",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_index",
    "create_primary_key",
    "create_table",
    "create_table_comment",
    "create_unique_constraint",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute",
    "f",
    "inline_literal",
    "rename_table",
];

/// Those whose result is an argument of others.
const VALUES: [&str; 2] = ["f", "inline_literal"];

/// Parts of SQLAlchemy that do more than describe.
const ACTIVE: [&str; 9] = [
    "create_engine",
    "create_mock_engine",
    "engine",
    "engine_from_config",
    "event",
    "ext",
    "inspect",
    "orm",
    "pool",
];

/// What a name at the top of a file stands for.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    Operations,
    Sqlalchemy,
    Other,
}

/// Returns whether a function of a file whose top only declares does nothing but describe
/// operations.
pub(super) fn only_describes(statements: &[Stmt], function: &str) -> bool {
    let mut names = BTreeMap::new();
    let mut found = None;
    for statement in statements {
        note_names(statement, &mut names);
        if let Stmt::FunctionDef(definition) = statement
            && definition.name.as_str() == function
        {
            found = Some(definition);
        }
    }
    if names.get(function) != Some(&Meaning::Other) {
        return false;
    }
    found.is_some_and(|definition| {
        for parameter in &definition.parameters {
            names.insert(parameter.name().as_str(), Meaning::Other);
        }
        describes(definition, &Names(names))
    })
}

fn note_names<'a>(statement: &'a Stmt, names: &mut BTreeMap<&'a str, Meaning>) {
    match statement {
        Stmt::Import(import) => {
            for alias in &import.names {
                let module = alias.name.as_str();
                let name = match &alias.asname {
                    Some(name) => name.as_str(),
                    None => module.split('.').next().unwrap_or(module),
                };
                names.insert(name, meaning_of_module(module, None));
            }
        }
        Stmt::ImportFrom(import) => {
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            for alias in &import.names {
                let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                let meaning = meaning_of_module(module, Some(alias.name.as_str()));
                names.insert(name, meaning);
            }
        }
        Stmt::FunctionDef(definition) => {
            names.insert(definition.name.as_str(), Meaning::Other);
        }
        Stmt::Assign(assign) => {
            for target in &assign.targets {
                note_target(target, names);
            }
        }
        Stmt::AnnAssign(assign) => note_target(&assign.target, names),
        _ => {}
    }
}

fn note_target<'a>(target: &'a Expr, names: &mut BTreeMap<&'a str, Meaning>) {
    if let Expr::Name(name) = target {
        names.insert(name.id.as_str(), Meaning::Other);
    }
}

fn meaning_of_module(module: &str, name: Option<&str>) -> Meaning {
    let mut parts = module.split('.').chain(name);
    match (module, name) {
        ("alembic", Some("op")) => Meaning::Operations,
        _ if module.split('.').next() == Some("sqlalchemy")
            && !parts.any(|part| ACTIVE.contains(&part)) =>
        {
            Meaning::Sqlalchemy
        }
        _ => Meaning::Other,
    }
}

fn describes(definition: &StmtFunctionDef, names: &Names<'_>) -> bool {
    !definition.is_async
        && definition.body.iter().all(|statement| match statement {
            Stmt::Pass(_) => true,
            Stmt::Expr(expression) => match expression.value.as_ref() {
                Expr::Call(call) => {
                    names.operation(&call.func).is_some() && names.are_plain(&call.arguments)
                }
                other => is_literal(other),
            },
            _ => false,
        })
}

/// The names that a function sees.
struct Names<'a>(BTreeMap<&'a str, Meaning>);

impl Names<'_> {
    fn stands_for(&self, expression: &Expr, meaning: Meaning) -> bool {
        match expression {
            Expr::Name(name) => self.0.get(name.id.as_str()) == Some(&meaning),
            _ => false,
        }
    }

    /// Returns the name of the function of `op` that an expression is.
    fn operation<'e>(&self, function: &'e Expr) -> Option<&'e str> {
        let Expr::Attribute(attribute) = function else {
            return None;
        };
        let name = attribute.attr.as_str();
        let is_one = self.stands_for(&attribute.value, Meaning::Operations);
        (is_one && OPERATIONS.contains(&name)).then_some(name)
    }

    fn are_plain(&self, arguments: &Arguments) -> bool {
        arguments.args.iter().all(|value| self.is_plain(value))
            && arguments
                .keywords
                .iter()
                .all(|keyword| keyword.arg.is_some() && self.is_plain(&keyword.value))
    }

    /// Returns whether an expression is made of literals and SQLAlchemy's classes and functions.
    fn is_plain(&self, expression: &Expr) -> bool {
        match expression {
            Expr::List(list) => list.elts.iter().all(|item| self.is_plain(item)),
            Expr::Tuple(tuple) => tuple.elts.iter().all(|item| self.is_plain(item)),
            Expr::Dict(dictionary) => dictionary.items.iter().all(|item| {
                item.key.as_ref().is_some_and(|key| self.is_plain(key))
                    && self.is_plain(&item.value)
            }),
            Expr::UnaryOp(operation) => is_literal(&operation.operand),
            Expr::BinOp(operation) => is_literal(&operation.left) && is_literal(&operation.right),
            Expr::Call(call) => self.is_plain_call(call),
            Expr::Name(_) | Expr::Attribute(_) => self.is_sqlalchemy(expression),
            other => is_literal(other),
        }
    }

    fn is_plain_call(&self, call: &ExprCall) -> bool {
        let is_known = match call.func.as_ref() {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "with_variant" => {
                self.is_plain(&attribute.value)
            }
            function => match self.operation(function) {
                Some(operation) => VALUES.contains(&operation),
                None => self.is_sqlalchemy(function),
            },
        };
        is_known && self.are_plain(&call.arguments)
    }

    fn is_sqlalchemy(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Attribute(attribute) => {
                !ACTIVE.contains(&attribute.attr.as_str()) && self.is_sqlalchemy(&attribute.value)
            }
            other => self.stands_for(other, Meaning::Sqlalchemy),
        }
    }
}

#[cfg(test)]
mod tests {
    use alembic_script::parse_module;

    use super::*;

    fn check(top: &str, body: &str) -> bool {
        let source = format!(
            "from alembic import op\nimport sqlalchemy as sa\n\
             from sqlalchemy.dialects import postgresql\n{top}\n\n\
             def upgrade():\n    {body}\n"
        );
        let parsed = parse_module(&source).expect("the test is Python");
        only_describes(&parsed.syntax().body, "upgrade")
    }

    #[test]
    fn what_autogenerate_writes_describes() {
        for body in [
            "pass",
            "\"\"\"Upgrade schema.\"\"\"",
            "op.create_table('t', sa.Column('id', sa.Integer(), nullable=False))",
            "op.create_index(op.f('ix_t_a'), 't', ['a'], unique=False)\n    op.drop_table('u')",
            "op.execute('UPDATE t SET a = 1')",
            "op.execute(sa.text('UPDATE t SET a = 1'))",
            "op.add_column('t', sa.Column('a', postgresql.JSONB(astext_type=sa.Text())))",
            "op.add_column('t', sa.Column('a', sa.DateTime(), server_default=sa.func.now()))",
            "op.alter_column('t', 'a', type_=sa.Text().with_variant(sa.String(9), 'mysql'))",
            "op.create_index('i', 't', [sa.literal_column('lower(a)')], postgresql_ops={'a': 'b'})",
        ] {
            assert!(check("", body), "{body}");
        }
    }

    #[test]
    fn what_could_be_noticed_does_not() {
        for (top, body) in [
            ("", "print('now')"),
            ("", "op.get_bind().execute(sa.text('SELECT 1'))"),
            ("", "op.create_table('t', sa.Column('a', kind()))"),
            ("", "op.create_table('t', *columns)"),
            ("", "op.create_table('t', **options)"),
            ("", "bind = op.get_bind()"),
            (
                "",
                "with op.batch_alter_table('t') as batch:\n        batch.drop_column('a')",
            ),
            (
                "",
                "try:\n        op.drop_table('t')\n    except Exception:\n        pass",
            ),
            ("", "return op.drop_table('t')"),
            ("", "op.get_context().autocommit_block()"),
            ("", "op.own_operation('t')"),
            ("", "op.drop_table(sa.create_engine('sqlite://'))"),
            ("", "op.execute(f'DROP TABLE {name}')"),
            ("op = None", "op.drop_table('t')"),
            ("def sa(): pass", "op.execute(sa.text('SELECT 1'))"),
            ("from other import op", "op.drop_table('t')"),
            (
                "from alembic import context as op",
                "op.execute('SELECT 1')",
            ),
            (
                "from sqlalchemy import event",
                "op.execute(event.listen(sa, 'a', sa))",
            ),
        ] {
            assert!(!check(top, body), "{top} {body}");
        }
        let source = "from alembic import op\ndef upgrade(op): op.drop_table('t')\n";
        let parsed = parse_module(source).expect("the test is Python");
        assert!(!only_describes(&parsed.syntax().body, "upgrade"));
        assert!(!only_describes(&parsed.syntax().body, "downgrade"));
    }
}
