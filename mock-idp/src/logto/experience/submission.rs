//! What a session remembers of the sign-in that began it: what was proved, and from where.
//!
//! Sessions are many, so what sign-ins have in common is kept once: the ids of the verifications are taken
//! out of the text, and put in again where it is shown.

use serde_json::{Value, json};

use super::record::Experience;
use crate::oidc::interaction::Submission;

/// The text that sign-ins share, and the ids that were taken out of it.
pub fn told(experience: &Experience) -> (String, String) {
    let mut records = experience.shown_records();
    let ids: Vec<String> = records
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(|record| {
            Some(
                record
                    .as_object_mut()?
                    .shift_remove("id")?
                    .as_str()?
                    .to_owned(),
            )
        })
        .collect();
    let told = json!({
        "interactionEvent": experience.event.name(),
        "userId": experience.user_id,
        "verificationRecords": records,
        "signInContext": experience.context.to_json(),
    });
    (told.to_string(), ids.join(" "))
}

/// As the APIs show it: `lastSubmission` of a session.
pub fn shown(submission: &Submission) -> Value {
    let mut shown: Value = serde_json::from_str(&submission.told).unwrap_or_default();
    let records = shown["verificationRecords"].as_array_mut();
    let records = records
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut);
    for (record, id) in records.zip(submission.ids.split(' ')) {
        record.shift_insert(0, "id".into(), id.into());
    }
    shown
}
