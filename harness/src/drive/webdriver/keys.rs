//! The names of keys, and WebDriver's codes of them.

use fantoccini::key::Key;

/// WebDriver's code of a key (section 17.4.2).
pub(super) fn code(name: &str) -> Option<char> {
    let key = match name {
        "Enter" => Key::Enter,
        "Tab" => Key::Tab,
        "Escape" => Key::Escape,
        "Space" => return Some(' '),
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        other => {
            let mut letters = other.chars();
            return letters.next().filter(|_| letters.next().is_none());
        }
    };
    Some(key.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_letters() {
        for (name, expected) in [
            ("Enter", Some('\u{e007}')),
            ("ArrowLeft", Some('\u{e012}')),
            ("Space", Some(' ')),
            ("x", Some('x')),
            ("Hyper", None),
            ("", None),
        ] {
            assert_eq!(code(name), expected, "{name}");
        }
    }
}
