//! `JSON.parse`, with the words in which V8 (Node 22) refuses: Logto passes them on.

use serde_json::Value;

/// How many characters are shown on each side of a mistake.
const CONTEXT: usize = 10;

/// Parses a text.
///
/// # Errors
///
/// V8's message.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| {
        let mut scanner = Scanner {
            units: text.encode_utf16().collect(),
            at: 0,
        };
        match scanner.document() {
            Err(message) => message,
            // V8 takes it: a number or a nesting beyond what is kept here.
            Ok(()) => error.to_string(),
        }
    })
}

/// Goes through a text as V8's parser does, until it breaks off.
struct Scanner {
    units: Vec<u16>,
    at: usize,
}

type Scan = Result<(), String>;

impl Scanner {
    fn document(&mut self) -> Scan {
        self.value()?;
        self.blanks();
        match self.peek() {
            None => Ok(()),
            Some(_) => self.fail("Unexpected non-whitespace character after JSON"),
        }
    }

    fn value(&mut self) -> Scan {
        self.blanks();
        match self.peek() {
            Some('{') => self.members(),
            Some('[') => self.items(),
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true"),
            Some('f') => self.word("false"),
            Some('n') => self.word("null"),
            _ => self.unexpected(),
        }
    }

    fn members(&mut self) -> Scan {
        self.at += 1;
        self.blanks();
        if self.take('}') {
            return Ok(());
        }
        let mut wanted = "Expected property name or '}' in JSON";
        loop {
            self.blanks();
            if self.peek() != Some('"') {
                return self.fail(wanted);
            }
            self.string()?;
            self.blanks();
            if !self.take(':') {
                return self.fail("Expected ':' after property name in JSON");
            }
            self.value()?;
            self.blanks();
            if self.take('}') {
                return Ok(());
            }
            if !self.take(',') {
                return self.fail("Expected ',' or '}' after property value in JSON");
            }
            wanted = "Expected double-quoted property name in JSON";
        }
    }

    fn items(&mut self) -> Scan {
        self.at += 1;
        self.blanks();
        if self.take(']') {
            return Ok(());
        }
        loop {
            self.value()?;
            self.blanks();
            if self.take(']') {
                return Ok(());
            }
            if !self.take(',') {
                return self.fail("Expected ',' or ']' after array element in JSON");
            }
        }
    }

    fn string(&mut self) -> Scan {
        self.at += 1;
        loop {
            match self.peek() {
                None => return self.fail("Unterminated string in JSON"),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => self.escape()?,
                Some(c) if c < ' ' => {
                    return self.fail("Bad control character in string literal in JSON");
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Scan {
        self.at += 1;
        match self.peek() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 1,
            Some('u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
                        return self.fail("Bad Unicode escape in JSON");
                    }
                    self.at += 1;
                }
            }
            None => return self.unexpected(),
            Some(_) => return self.fail("Bad escaped character in JSON"),
        }
        Ok(())
    }

    fn number(&mut self) -> Scan {
        if self.take('-') && !self.digit() {
            return self.fail("No number after minus sign in JSON");
        }
        if self.take('0') {
            if self.digit() {
                return self.unexpected();
            }
        } else {
            self.digits();
        }
        if self.take('.') {
            if !self.digit() {
                return self.fail("Unterminated fractional number in JSON");
            }
            self.digits();
        }
        if self.take('e') || self.take('E') {
            let _ = self.take('+') || self.take('-');
            if !self.digit() {
                return self.fail("Exponent part is missing a number in JSON");
            }
            self.digits();
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Scan {
        for c in word.chars() {
            if !self.take(c) {
                return self.unexpected();
            }
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

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    /// The next unit; anything beyond ASCII as one and the same letter.
    fn peek(&self) -> Option<char> {
        let unit = *self.units.get(self.at)?;
        Some(match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte),
            _ => '\u{fffd}',
        })
    }

    fn take(&mut self, c: char) -> bool {
        let is_next = self.peek() == Some(c);
        self.at += usize::from(is_next);
        is_next
    }

    /// A message with the place.
    fn fail<T>(&self, message: &str) -> Result<T, String> {
        let (mut line, mut start) = (1, 0);
        for (at, unit) in self.units[..self.at].iter().enumerate() {
            let is_end = match u8::try_from(*unit) {
                Ok(b'\n') => true,
                Ok(b'\r') => self.units.get(at + 1) != Some(&u16::from(b'\n')),
                Ok(_) | Err(_) => false,
            };
            if is_end {
                (line, start) = (line + 1, at + 1);
            }
        }
        let column = self.at - start + 1;
        Err(format!(
            "{message} at position {} (line {line} column {column})",
            self.at
        ))
    }

    /// The message for what stands where a value should.
    fn unexpected<T>(&self) -> Result<T, String> {
        let source = self.shown(0, self.units.len());
        let Some(&unit) = self.units.get(self.at) else {
            return Err("Unexpected end of JSON input".to_owned());
        };
        match self.peek() {
            Some('-' | '0'..='9') => return self.fail("Unexpected number in JSON"),
            Some('"') => return self.fail("Unexpected string in JSON"),
            _ => {}
        }
        if ["NaN", "Infinity", "undefined", "[object Object]"].contains(&source.as_str()) {
            return Err(format!("\"{source}\" is not valid JSON"));
        }
        let token = String::from_utf16_lossy(&[unit]);
        let end = self.units.len();
        let is_short = end <= 2 * CONTEXT;
        let (from, before) = match self.at.checked_sub(CONTEXT) {
            Some(from) if !is_short => (from, "..."),
            Some(_) | None => (0, ""),
        };
        let (to, after) = if is_short || self.at >= CONTEXT.max(end - CONTEXT) {
            (end, "")
        } else {
            (self.at + CONTEXT, "...")
        };
        let shown = self.shown(from, to);
        Err(format!(
            "Unexpected token '{token}', {before}\"{shown}\"{after} is not valid JSON"
        ))
    }

    fn shown(&self, from: usize, to: usize) -> String {
        String::from_utf16_lossy(&self.units[from..to])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v8s_words() {
        for (text, message) in [
            (
                "<html>oops",
                "Unexpected token '<', \"<html>oops\" is not valid JSON",
            ),
            ("", "Unexpected end of JSON input"),
            (
                "{",
                "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
            ),
            (
                "{\"a\" 1}",
                "Expected ':' after property name in JSON at position 5 (line 1 column 6)",
            ),
            (
                "{\"a\":1\n\"b\"}",
                "Expected ',' or '}' after property value in JSON at position 7 (line 2 column 1)",
            ),
            (
                "{\"a\":1,}",
                "Expected double-quoted property name in JSON at position 7 (line 1 column 8)",
            ),
            (
                "[1 2]",
                "Expected ',' or ']' after array element in JSON at position 3 (line 1 column 4)",
            ),
            ("[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"),
            ("[", "Unexpected end of JSON input"),
            ("tru", "Unexpected end of JSON input"),
            ("trx", "Unexpected token 'x', \"trx\" is not valid JSON"),
            ("undefined", "\"undefined\" is not valid JSON"),
            (
                "01",
                "Unexpected number in JSON at position 1 (line 1 column 2)",
            ),
            (
                "-",
                "No number after minus sign in JSON at position 1 (line 1 column 2)",
            ),
            (
                "1.",
                "Unterminated fractional number in JSON at position 2 (line 1 column 3)",
            ),
            (
                "\"a",
                "Unterminated string in JSON at position 2 (line 1 column 3)",
            ),
            (
                "\"\\x\"",
                "Bad escaped character in JSON at position 2 (line 1 column 3)",
            ),
            ("\"\\", "Unexpected end of JSON input"),
            (
                "\"\\u12x\"",
                "Bad Unicode escape in JSON at position 5 (line 1 column 6)",
            ),
            (
                "1e",
                "Exponent part is missing a number in JSON at position 2 (line 1 column 3)",
            ),
            (
                "aaaaaaaaaaaaaaaaaaaa",
                "Unexpected token 'a', \"aaaaaaaaaaaaaaaaaaaa\" is not valid JSON",
            ),
            (
                "aaaaaaaaaaaaaaaaaaaaa",
                "Unexpected token 'a', \"aaaaaaaaaa\"... is not valid JSON",
            ),
            (
                "{} x",
                "Unexpected non-whitespace character after JSON at position 3 (line 1 column 4)",
            ),
            (
                "access_token=a&scope=b&token_type=c",
                "Unexpected token 'a', \"access_tok\"... is not valid JSON",
            ),
            (
                "[1, 2, 3, oops, 4, 5, 6, 7]",
                "Unexpected token 'o', ...\"[1, 2, 3, oops, 4, 5\"... is not valid JSON",
            ),
            (
                "[1, 2, 3, 4, oops, 4, 5, 6, 7]",
                "Unexpected token 'o', ...\" 2, 3, 4, oops, 4, 5\"... is not valid JSON",
            ),
            (
                "[1, 2, 3, 4, 5, 6, 7, 8, oops]",
                "Unexpected token 'o', ...\" 6, 7, 8, oops]\" is not valid JSON",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), message, "{text}");
        }
        assert!(parse(" {\"a\":[1,-2.5e3,\"\\u00e4\",null]} ").is_ok());
    }
}
