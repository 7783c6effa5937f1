//! What the pages say, per language. `{{name}}` marks what is filled in.

mod de;
mod en;

pub(super) use de::DE;
pub(super) use en::EN;

/// The texts of one language.
#[derive(Debug)]
pub(super) struct Texts {
    /// The language's tag, for `lang` and `Content-Language`.
    pub lang: &'static str,
    // The sign-in and register pages.
    pub sign_in_title: &'static str,
    pub register_title: &'static str,
    pub sign_in: &'static str,
    pub create_account: &'static str,
    pub no_account: &'static str,
    pub have_account: &'static str,
    pub enter_to_sign_in: &'static str,
    pub enter_to_register: &'static str,
    pub all_sign_in_options: &'static str,
    pub all_register_options: &'static str,
    pub forgot_password_link: &'static str,
    pub or: &'static str,
    pub continue_with: &'static str,
    pub powered_by: &'static str,
    pub back: &'static str,
    pub proceed: &'static str,
    // Fields: as labels, and in the middle of a sentence.
    pub username: &'static str,
    pub email: &'static str,
    pub phone: &'static str,
    pub password: &'static str,
    pub code: &'static str,
    pub username_within: &'static str,
    pub email_within: &'static str,
    pub phone_within: &'static str,
    // Field errors.
    pub required: &'static str,
    pub invalid: &'static str,
    pub password_required: &'static str,
    pub passwords_differ: &'static str,
    pub username_starts_with_number: &'static str,
    pub username_charset: &'static str,
    // Passwords.
    pub enter_password: &'static str,
    pub enter_password_for: &'static str,
    pub new_password: &'static str,
    pub set_password: &'static str,
    pub confirm_password: &'static str,
    pub show_password: &'static str,
    pub save_password: &'static str,
    pub password_needs: &'static str,
    pub password_needs_length: &'static str,
    pub password_needs_characters: &'static str,
    pub password_too_short: &'static str,
    pub password_too_long: &'static str,
    pub password_character_types: &'static str,
    pub password_unsupported: &'static str,
    pub password_pwned: &'static str,
    pub password_restricted: &'static str,
    pub password_repetition: &'static str,
    pub password_sequence: &'static str,
    pub password_user_info: &'static str,
    pub password_words: &'static str,
    pub reset_password: &'static str,
    pub reset_password_description: &'static str,
    pub password_changed: &'static str,
    // Codes.
    pub verify_email: &'static str,
    pub verify_phone: &'static str,
    pub code_sent: &'static str,
    pub code_resend_after: &'static str,
    pub code_resend_seconds: &'static str,
    pub code_not_received: &'static str,
    pub code_resend: &'static str,
    pub code_resent: &'static str,
    pub code_invalid: &'static str,
    pub with_password: &'static str,
    pub with_code: &'static str,
    // What an account still lacks.
    pub set_username: &'static str,
    pub set_username_description: &'static str,
    pub link_email: &'static str,
    pub link_email_description: &'static str,
    pub link_phone: &'static str,
    pub link_phone_description: &'static str,
    pub link_either: &'static str,
    pub link_either_description: &'static str,
    pub about_yourself: &'static str,
    // Social accounts.
    pub link_or_create: &'static str,
    pub link_description: &'static str,
    pub link_with: &'static str,
    pub skip_linking: &'static str,
    pub link_another_email: &'static str,
    pub link_another_phone: &'static str,
    pub link_another_either: &'static str,
    pub create_instead: &'static str,
    pub invalid_authorization: &'static str,
    pub session_not_found: &'static str,
    // Terms.
    pub agree_to: &'static str,
    pub terms_of_use: &'static str,
    pub privacy_policy: &'static str,
    pub and: &'static str,
    pub agree_by_continuing: &'static str,
    pub agree_to_proceed: &'static str,
    pub agree: &'static str,
    pub cancel: &'static str,
    pub reminder: &'static str,
    pub account_exists: &'static str,
    pub account_missing: &'static str,
    pub account_of_kind_missing: &'static str,
    // Consent.
    pub authorize_app: &'static str,
    pub authorize: &'static str,
    pub user_id: &'static str,
    pub personal_data: &'static str,
    pub organization_data: &'static str,
    pub user_scopes: &'static str,
    pub organization_access: &'static str,
    pub leads_to: &'static str,
    pub agree_and_lead: [&'static str; 3],
    pub not_you: &'static str,
    pub other_account: &'static str,
    pub access_denied: &'static str,
    pub access_denied_description: &'static str,
    /// Descriptions of the user scopes, by scope.
    pub scopes: &'static [(&'static str, &'static str)],
    // Single sign-on.
    pub single_sign_on: &'static str,
    pub single_sign_on_use: &'static str,
    pub single_sign_on_email: &'static str,
    pub single_sign_on_disabled: &'static str,
    // Devices.
    pub device_title: &'static str,
    pub device_description: &'static str,
    pub device_connected: &'static str,
    pub device_return: &'static str,
    pub device_code_required: &'static str,
    pub device_code_invalid: &'static str,
    pub device_interrupted: &'static str,
    // Errors.
    pub not_found: &'static str,
    pub something_wrong: &'static str,
    pub invalid_link: &'static str,
    pub invalid_link_description: &'static str,
    pub suspended: &'static str,
    pub suspended_description: &'static str,
    pub back_to_sign_in: &'static str,
    pub support_email: &'static str,
    pub support_website: &'static str,
}

/// Fills one placeholder in.
pub(super) fn fill(text: &str, name: &str, value: &str) -> String {
    text.replacen(&format!("{{{{{name}}}}}"), value, 1)
}

/// `a`, `a or b`, `a, b, or c`: how alternatives are listed inside an English sentence.
pub(super) fn alternatives(items: &[&str]) -> String {
    listed(items, "or")
}

/// `a`, `a and b`, `a, b, and c`.
pub(super) fn conjunction(items: &[&str]) -> String {
    listed(items, "and")
}

fn listed(items: &[&str], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} {word} {two}"),
        [most @ .., last] => format!("{}, {word} {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_lists() {
        assert_eq!(
            fill(EN.continue_with, "name", "Hugging Face"),
            "Continue with Hugging Face"
        );
        assert_eq!(
            fill(EN.required, "types", &alternatives(&["email", "username"])),
            "email or username is required"
        );
        assert_eq!(alternatives(&["a", "b", "c"]), "a, b, or c");
        assert_eq!(conjunction(&["a", "b"]), "a and b");
    }
}
