//! What a misspelt word was probably meant to be.

/// The nearest of `names`, if one is near enough to be meant: at most a third of the letters differ.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    names
        .into_iter()
        .map(|name| (distance(&word, &fold(name)), name))
        .filter(|(far, name)| *far <= (name.chars().count().max(word.len()) / 3).max(1))
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name)
}

/// Letters only: `sign_in`, `signIn` and `sign-in` are the same word.
fn fold(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The edit distance with swaps of neighbours counted as one (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_or_none_is_near() {
        let names = ["open", "click", "fill", "sign-in", "sign-out", "expect"];
        let cases = [
            ("clik", Some("click")),
            ("cilck", Some("click")),
            ("Opne", Some("open")),
            ("signin", Some("sign-in")),
            ("sign_out", Some("sign-out")),
            ("expects", Some("expect")),
            ("banana", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
