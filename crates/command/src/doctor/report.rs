//! What `doctor` found, as text and as data.

use serde_json::{Value as Json, json};

use crate::json;
use crate::status::Output;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Ok,
    Warning,
    Failure,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}

/// One check, and what to do about it.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) verdict: Verdict,
    pub(super) message: String,
    pub(super) advice: Option<String>,
}

impl Check {
    pub(super) fn new(name: &'static str, verdict: Verdict, message: impl Into<String>) -> Self {
        Self {
            name,
            verdict,
            message: message.into(),
            advice: None,
        }
    }

    pub(super) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    fn to_json(&self) -> Json {
        json!({
            "check": self.name,
            "verdict": self.verdict.name(),
            "message": self.message,
            "advice": self.advice,
        })
    }
}

/// Prints the checks in their order, the advice below each.
pub(super) fn print(output: &Output, checks: &[Check], as_json: bool) {
    if as_json {
        let failed = checks.iter().any(|check| check.verdict == Verdict::Failure);
        let checks: Vec<Json> = checks.iter().map(Check::to_json).collect();
        json::print(output, &json!({ "is_healthy": !failed, "checks": checks }));
        return;
    }
    let width = |text: fn(&Check) -> &'static str| {
        let widths = checks.iter().map(|check| text(check).len());
        widths.max().unwrap_or_default()
    };
    let names = width(|check| check.name);
    let verdicts = width(|check| check.verdict.name());
    let indent = " ".repeat(names + verdicts + 4);
    for check in checks {
        let (name, verdict) = (check.name, check.verdict.name());
        let message = check
            .message
            .trim_end()
            .replace('\n', &format!("\n{indent}"));
        output.line(&format!("{name:names$}  {verdict:verdicts$}  {message}"));
        if let Some(advice) = &check.advice {
            output.line(&format!("{indent}-> {advice}"));
        }
    }
}
