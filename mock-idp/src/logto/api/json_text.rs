//! JSON text as Node reads it: the same values, and for bad text the same message.
//!
//! Logto hands the message of `JSON.parse` on to its clients.

use serde_json::Value;

/// Texts from this length on are quoted in part.
const QUOTED_WHOLE: usize = 21;
/// So many characters on either side of the bad one are quoted.
const AROUND: usize = 10;

/// Reads a text.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|_| complaint(text))
}

/// What `JSON.parse` says of a bad text.
fn complaint(text: &str) -> String {
    let units: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        text: &units,
        at: 0,
    };
    let result = reader.value().and_then(|()| {
        reader.blanks();
        match reader.peek() {
            None => Ok(()),
            Some(_) => Err(reader.at_position("Unexpected non-whitespace character after JSON")),
        }
    });
    match result {
        Err(message) => message,
        // What serde refuses and JavaScript would not: numbers out of range, depth.
        Ok(()) => reader.token(),
    }
}

struct Reader<'a> {
    text: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<(), String> {
        self.blanks();
        match self.peek() {
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true"),
            Some('f') => self.word("false"),
            Some('n') => self.word("null"),
            Some(_) | None => Err(self.token()),
        }
    }

    fn object(&mut self) -> Result<(), String> {
        self.at += 1;
        self.blanks();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(());
        }
        let mut expected = "Expected property name or '}'";
        loop {
            self.blanks();
            if self.peek() != Some('"') {
                return Err(self.expected(expected));
            }
            self.string()?;
            self.blanks();
            if self.peek() != Some(':') {
                return Err(self.expected("Expected ':' after property name"));
            }
            self.at += 1;
            self.value()?;
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some('}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) | None => {
                    return Err(self.expected("Expected ',' or '}' after property value"));
                }
            }
            expected = "Expected double-quoted property name";
        }
    }

    fn array(&mut self) -> Result<(), String> {
        self.at += 1;
        self.blanks();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value()?;
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) | None => {
                    return Err(self.expected("Expected ',' or ']' after array element"));
                }
            }
        }
    }

    fn string(&mut self) -> Result<(), String> {
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(self.here("Unterminated string")),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                Some(c) if u32::from(c) < 0x20 => {
                    return Err(self.here("Bad control character in string literal"));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        match self.peek() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 1,
            Some('u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
                        return Err(self.here("Bad Unicode escape"));
                    }
                    self.at += 1;
                }
            }
            Some(_) => return Err(self.here("Bad escaped character")),
            None => return Err(self.here("Unterminated string")),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        if self.peek() == Some('-') {
            self.at += 1;
            if !self.digit() {
                return Err(self.here("No number after minus sign"));
            }
        }
        if self.peek() == Some('0') {
            self.at += 1;
            if self.digit() {
                return Err(self.here("Unexpected number"));
            }
        }
        self.digits();
        if self.peek() == Some('.') {
            self.at += 1;
            if !self.digit() {
                return Err(self.here("Unterminated fractional number"));
            }
            self.digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            if !self.digit() {
                return Err(self.here("Exponent part is missing a number"));
            }
            self.digits();
        }
        Ok(())
    }

    fn digit(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    fn digits(&mut self) {
        while self.digit() {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        for expected in word.chars() {
            if self.peek() != Some(expected) {
                return Err(self.token());
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Something else was expected here; at the end of the text that goes unsaid.
    fn expected(&self, what: &str) -> String {
        match self.peek() {
            Some(_) => self.here(what),
            None => self.token(),
        }
    }

    fn here(&self, what: &str) -> String {
        self.at_position(&format!("{what} in JSON"))
    }

    fn at_position(&self, what: &str) -> String {
        let before = &self.text[..self.at.min(self.text.len())];
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
        format!(
            "{what} at position {} (line {line} column {column})",
            before.len()
        )
    }

    /// The character here does not fit at all.
    fn token(&self) -> String {
        let Some(token) = self.peek() else {
            return "Unexpected end of JSON input".into();
        };
        match token {
            '"' => return self.here("Unexpected string"),
            '-' | '0'..='9' => return self.here("Unexpected number"),
            _ => {}
        }
        let length = self.text.len();
        let quote = |from: usize, to: usize| self.text[from..to].iter().collect::<String>();
        if length < QUOTED_WHOLE {
            return format!(
                "Unexpected token '{token}', \"{}\" is not valid JSON",
                quote(0, length)
            );
        }
        let from = self.at.saturating_sub(AROUND);
        let (start, from) = if self.at < AROUND {
            ("", 0)
        } else {
            ("...", from)
        };
        let (end, to) = if self.at + AROUND < length {
            ("...", self.at + AROUND)
        } else {
            ("", length)
        };
        format!(
            "Unexpected token '{token}', {start}\"{}\"{end} is not valid JSON",
            quote(from, to)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_text_is_told_as_node_tells_it() {
        let cases = [
            (
                "{nonsense",
                "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
            ),
            (
                "<html>oops",
                "Unexpected token '<', \"<html>oops\" is not valid JSON",
            ),
            ("{", "Unexpected end of JSON input"),
            (
                "{\"a\":1,}",
                "Expected double-quoted property name in JSON at position 7 (line 1 column 8)",
            ),
            (
                "{\"a\" 1}",
                "Expected ':' after property name in JSON at position 5 (line 1 column 6)",
            ),
            (
                "{\"a\":1 2}",
                "Expected ',' or '}' after property value in JSON at position 7 (line 1 column 8)",
            ),
            (
                "[1\n2]",
                "Expected ',' or ']' after array element in JSON at position 3 (line 2 column 1)",
            ),
            (
                "{\"a\":\"b",
                "Unterminated string in JSON at position 7 (line 1 column 8)",
            ),
            (
                "{} x",
                "Unexpected non-whitespace character after JSON at position 3 (line 1 column 4)",
            ),
            (
                "[01]",
                "Unexpected number in JSON at position 2 (line 1 column 3)",
            ),
            (
                "{\"some\": \"long\", \"member\": nope}",
                "Unexpected token 'o', ...\"member\": nope}\" is not valid JSON",
            ),
            ("", "Unexpected end of JSON input"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).unwrap_err(), expected, "{text}");
        }
        assert!(parse(" {\"a\": [1.5e3, true, null, \"\\u0041\"]} ").is_ok());
    }
}
