//! German, as far as it is known; the rest is English.

use super::{EN, Texts};

/// German.
pub(in crate::logto::pages) const DE: Texts = Texts {
    lang: "de",
    sign_in_title: "Melde dich in deinem Konto an",
    username: "Benutzername",
    password: "Passwort",
    sign_in: "Anmelden",
    no_account: "Noch kein Konto?",
    create_account: "Konto erstellen",
    or: "oder",
    continue_with: "Mit {{name}} anmelden",
    ..EN
};
