//! Words that nobody knows, and the known one that was most likely meant.

/// How alike two words must be for one to be proposed for the other.
const ALIKE: f64 = 0.7;

/// "unknown KIND `x`; did you mean `y`?", or all that would be known where nothing is near.
pub(super) fn unknown(kind: &str, written: &str, known: &[&str]) -> String {
    let lower = written.to_lowercase();
    let nearest = (known.iter())
        .map(|name| (strsim::jaro_winkler(&lower, name), name))
        .filter(|(score, _)| *score > ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match nearest {
        Some((_, name)) => format!("unknown {kind} `{written}`; did you mean `{name}`?"),
        None => format!(
            "unknown {kind} `{written}`; there are: {}",
            known.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        let known = ["append", "remove"];
        assert_eq!(
            unknown("operation", "apend", &known),
            "unknown operation `apend`; did you mean `append`?"
        );
        assert_eq!(
            unknown("operation", "x", &known),
            "unknown operation `x`; there are: append, remove"
        );
    }
}
