//! The texts of the sign-in experience, as its public API hands them out.
//!
//! English is complete; other languages say what the mock knows and English for the rest.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::Language;

/// The keys of Logto's texts with English ones: Logto's own where they are known, else the mock's.
static ENGLISH: LazyLock<Value> = LazyLock::new(|| read(include_str!("experience/en.json")));
/// What is known of other languages, by tag.
static OTHERS: LazyLock<Value> = LazyLock::new(|| read(include_str!("experience/others.json")));

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The texts of a language, with `custom` ones in place of the same keys.
pub fn experience(language: Language, custom: Option<&Value>) -> Value {
    let mut texts = ENGLISH.clone();
    if let Some(others) = OTHERS.get(language.tag()) {
        overlay(&mut texts, others);
    }
    if let Some(custom) = custom {
        overlay(&mut texts, custom);
    }
    texts
}

/// Puts the members of one tree over those of another.
fn overlay(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (key, value) in above {
                overlay(below.entry(key).or_insert(Value::Object(Map::new())), value);
            }
        }
        (below, above) => *below = above.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn languages_lie_over_english_and_custom_texts_over_both() {
        let text = |texts: &Value, key: &str| texts["action"][key].as_str().unwrap().to_owned();
        let french = experience(Language::of_tag("fr").unwrap(), None);
        assert_eq!(text(&french, "sign_in"), "Connexion");
        assert_eq!(text(&french, "copy"), "Copy");
        let custom = json!({"action": {"sign_in": "Come in"}, "new": "text"});
        let english = experience(Language::ENGLISH, Some(&custom));
        assert_eq!(text(&english, "sign_in"), "Come in");
        assert_eq!(english["new"], "text");
        assert_eq!(
            english["error"]["passwords_do_not_match"],
            "Your passwords don’t match."
        );
    }

    #[test]
    fn every_language_has_the_first_word() {
        for tag in ["de", "ja", "zh-CN", "tr-TR", "cs-CZ"] {
            let texts = experience(Language::of_tag(tag).unwrap(), None);
            assert_ne!(texts["action"]["sign_in"], "Sign in", "{tag}");
        }
    }
}
