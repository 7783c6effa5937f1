//! The report for other programs: the whole tree as JSON.

use serde_json::{Value, json};

use crate::result::{Outcome, Redactions, RunResult};

/// The result as JSON, with a newline at the end.
pub fn json(result: &RunResult) -> String {
    let cases: Vec<Value> = result
        .cases
        .iter()
        .map(|case| {
            let mut value = serde_json::to_value(case).unwrap_or_default();
            // What one try minted may be shown in another one's evidence too.
            for one in &case.tries {
                if let Outcome::Failed(failure) = &one.outcome {
                    redact(&mut value, &failure.evidence.redactions);
                }
            }
            value["verdict"] = json!(case.verdict());
            value["seconds"] = json!(case.took().as_secs_f64());
            value
        })
        .collect();
    let report = json!({
        "app": result.app,
        "agent": result.agent,
        "started": result.started,
        "seconds": result.took.as_secs_f64(),
        "planned": result.planned,
        "interrupted": result.interrupted,
        "cases": cases,
    });
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn redact(value: &mut Value, redactions: &Redactions) {
    match value {
        Value::String(text) => *text = redactions.apply(text),
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, redactions)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| redact(value, redactions)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
