//! Compares the SQL of every recorded call with what Alembic wrote for it.

use alembic_dialect::{CompileOptions, compile_operation, dialect};
use alembic_ops::Operation;
use alembic_schema::NamingConvention;
use serde::Deserialize;

/// A call that `record/record.py` recorded.
#[derive(Deserialize)]
struct Case {
    name: String,
    operation: serde_json::Value,
    outcomes: indexmap::IndexMap<String, Outcome>,
    #[serde(default)]
    naming_convention: NamingConvention,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Outcome {
    Sql(String),
    Exception { exception: String, message: String },
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn difference(case: &Case, dialect_name: &str, outcome: &Outcome) -> Option<String> {
    let operation: Operation = match serde_json::from_value(case.operation.clone()) {
        Ok(operation) => operation,
        Err(error) => return Some(format!("the operation is not readable: {error}")),
    };
    let dialect = dialect(dialect_name)?;
    let options = CompileOptions {
        offline: true,
        literal_binds: true,
        naming_convention: case.naming_convention.clone(),
        ..CompileOptions::default()
    };
    let ours = compile_operation(dialect.as_ref(), &operation, &options);
    match (outcome, ours) {
        (Outcome::Sql(expected), Ok(plan)) => {
            let ours: Vec<String> = plan
                .statements
                .iter()
                .map(|planned| planned.statement.text_with(|_, name| format!(":{name}")))
                .map(|text| format!("{};", text.replace('\t', "    ").trim()))
                .collect();
            let (expected, ours) = (collapsed(expected), collapsed(&ours.join("\n\n")));
            (expected != ours).then(|| format!("\n  theirs {expected}\n    ours {ours}"))
        }
        (Outcome::Sql(expected), Err(error)) => Some(format!(
            "\n  theirs {}\n    ours {error}",
            collapsed(expected)
        )),
        (Outcome::Exception { exception, message }, Ok(plan)) => Some(format!(
            "\n  theirs {exception}: {message}\n    ours {:?}",
            plan.statements
        )),
        (Outcome::Exception { exception, message }, Err(error)) => {
            let message = collapsed(message);
            (message != collapsed(&error.to_string()) || exception != error.exception_name()).then(
                || {
                    format!(
                        "\n  theirs {exception}: {message}\n    ours {}: {error}",
                        error.exception_name()
                    )
                },
            )
        }
    }
}

#[test]
fn the_sql_is_the_one_that_alembic_writes() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("recorded.json")).unwrap();
    let mut compared = 0;
    let mut differences = Vec::new();
    for case in &cases {
        for (dialect_name, outcome) in &case.outcomes {
            compared += 1;
            if let Some(difference) = difference(case, dialect_name, outcome) {
                differences.push(format!("{} on {dialect_name}: {difference}", case.name));
            }
        }
    }
    assert!(compared > 1000, "only {compared} outcomes were recorded");
    assert!(
        differences.is_empty(),
        "{} of {compared} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
