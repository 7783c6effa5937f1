//! The table of defects: for the test that plays it, and for people.

use std::fmt::Write;

use crate::defects::{Defect, Line};

/// What stands above the table.
const HEAD: &str = "\
# What the catalogue catches

A relying party that does everything right (`harness/examples/relying_party`) passes every row of the catalogue or is
told why a row is not about it. With one of these defects switched on, each of the rows beside it says so: by a
failure, a warning, or (where nobody can sign in any more) by a control run that does not sign in. `cargo test -p
harness --test defects` plays every line of this table, and the whole catalogue against the party without a defect.

Written by `cargo run -p harness --example relying_party -- --table`.

| defect | this relying party … | caught by |
|---|---|---|
";

/// Rows that no defect of this party can fail, and why.
const WITHOUT: [(&str, &str); 3] = [
    (
        "config/discovery",
        "an app that asks for no metadata is told that the row is not about it",
    ),
    (
        "config/jwks",
        "an app that asks for no keys is told that the row is not about it",
    ),
    (
        "hardening/clock-iat",
        "it tells how early a token may be; any answer will do",
    ),
];

/// A line for each defect: its name, a tab, and the rows that must catch it with blanks between.
pub(crate) fn list() -> String {
    let line = |line: &Line| format!("{}\t{}", line.name, line.rows.join(" "));
    Defect::ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `scenarios/conformance/DEFECTS.md`, but for the last line's end.
pub(crate) fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for Line {
        name, what, rows, ..
    } in Defect::ALL
    {
        let rows: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| `{name}` | {what} | {} |", rows.join(", "));
    }
    let _ = writeln!(
        text,
        "\n{} defects, all caught. Every row catches one, but for these:\n",
        Defect::ALL.len()
    );
    let without = WITHOUT.map(|(row, why)| format!("- `{row}`: {why}"));
    text + &without.join("\n")
}
