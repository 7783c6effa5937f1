//! The texts of Logto's error codes, by language.
//!
//! English is complete for what the mock answers; of the other languages it knows what its facts
//! give, and falls back to English.

use super::Language;

/// The text of a code, completed: `{{name}}` becomes the value of that name, and stays as it is
/// when there is none. A code without a text is its own text; an OAuth code has a common one.
pub fn error(code: &str, language: Language, words: &[(&str, String)]) -> String {
    match translated(code, language).or_else(|| find(ENGLISH, code)) {
        Some(template) => complete(template, words),
        None if code.starts_with("oidc.") => format!("An OIDC error occurred: {code}."),
        None => code.to_owned(),
    }
}

/// Whether there is a text for the code.
pub fn is_known(code: &str) -> bool {
    find(ENGLISH, code).is_some()
}

fn find(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    let at = table
        .binary_search_by(|(known, _)| (*known).cmp(code))
        .ok()?;
    table.get(at).map(|(_, text)| *text)
}

fn translated(code: &str, language: Language) -> Option<&'static str> {
    TRANSLATED
        .iter()
        .find(|(tag, known, _)| *tag == language.tag() && *known == code)
        .map(|(_, _, text)| *text)
}

/// Replaces `{{name}}`, blanks inside the braces allowed.
fn complete(template: &str, words: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            text.push_str("{{");
            rest = after;
            continue;
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == name.trim()) {
            text.push_str(value);
        } else {
            text.push_str("{{");
            text.push_str(name);
            text.push_str("}}");
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Other languages: (tag, code, text).
#[rustfmt::skip]
const TRANSLATED: &[(&str, &str, &str)] = &[
    ("de", "entity.not_found", "Die Ressource wurde nicht gefunden."),
    ("de", "oidc.access_denied", "Zugang verweigert."),
    ("de", "oidc.invalid_client_metadata", "Ungültige Client Metadaten übermittelt."),
    ("de", "oidc.invalid_grant", "Grant request ist ungültig."),
    ("de", "oidc.invalid_redirect_uri", "`redirect_uri` stimmt nicht mit den registrierten `redirect_uris` des Clients überein."),
    ("de", "oidc.invalid_request", "Anfrage ist ungültig."),
    ("de", "oidc.invalid_target", "Ungültiger resource indicator."),
    ("de", "oidc.invalid_token", "Ungültiger Token übermittelt."),
    ("de", "oidc.unsupported_grant_type", "Nicht unterstützter `grant_type` angefragt."),
    ("de", "oidc.unsupported_response_mode", "Nicht unterstützter `response_mode` angefragt."),
    ("de", "oidc.unsupported_response_type", "Nicht unterstützter `response_type` angefragt."),
    ("fr", "entity.not_found", "La ressource n'existe pas."),
    ("fr", "oidc.access_denied", "Accès refusé."),
    ("fr", "oidc.invalid_client_metadata", "Les métadonnées du client fournies sont invalides."),
    ("fr", "oidc.invalid_redirect_uri", "`redirect_uri` ne correspondait à aucun des `redirect_uris` enregistrés par le client."),
    ("fr", "oidc.invalid_request", "La requête est invalide."),
    ("fr", "oidc.invalid_target", "Indicateur de ressource invalide."),
    ("fr", "oidc.invalid_token", "Jeton fournis invalide."),
    ("fr", "oidc.unsupported_grant_type", "Le `grant_type` demandé n'est pas supporté."),
    ("fr", "oidc.unsupported_response_mode", "Le `response_mode` demandé n'est pas supporté."),
    ("fr", "oidc.unsupported_response_type", "Le `response_type` demandé n'est pas supporté."),
    ("zh-CN", "oidc.invalid_request", "请求无效"),
];

/// English, sorted by code.
#[rustfmt::skip]
const ENGLISH: &[(&str, &str)] = &[
    ("account_center.field_not_editable", "Field is not editable."),
    ("account_center.field_not_enabled", "Field is not enabled."),
    ("account_center.not_enabled", "Account center is not enabled."),
    ("application.consent_management_api_scopes_not_allowed", "Management API scopes are not allowed."),
    ("application.device_flow_native_only", "Device flow is only available for native applications."),
    ("application.device_flow_not_changeable", "Device flow cannot be changed after the application was created."),
    ("application.invalid_role_type", "Can not assign user type role to machine to machine application."),
    ("application.invalid_subdomain", "Invalid subdomain."),
    ("application.invalid_third_party_application_type", "Only traditional web, single-page, and native applications can be marked as a third-party app."),
    ("application.invalid_type", "Only machine to machine applications can have associated roles."),
    ("application.no_legacy_secret_found", "The application does not have a legacy secret."),
    ("application.protected_app_metadata_is_required", "Protected app metadata is required."),
    ("application.protected_app_not_configured", "Protected app provider is not configured. This feature is not available for open source version."),
    ("application.protected_application_only", "The feature is only available for protected applications."),
    ("application.role_exists", "The role id {{roleId}} is already been added to this application."),
    ("application.saml.use_saml_app_api", "Use `[METHOD] /saml-applications(/.*)?` API to operate SAML app."),
    ("application.secret_name_exists", "Secret name already exists."),
    ("application.third_party_application_cannot_enable_token_exchange", "Third-party applications are not allowed to enable token exchange."),
    ("application.third_party_application_only", "The feature is only available for third-party applications."),
    ("application.user_consent_scopes_not_found", "Invalid user consent scopes."),
    ("auth.authorization_header_missing", "Authorization header is missing."),
    ("auth.authorization_token_type_not_supported", "Authorization type is not supported."),
    ("auth.forbidden", "Forbidden. Please check your user roles and permissions."),
    ("auth.jwt_sub_missing", "Missing `sub` in JWT."),
    ("auth.unauthorized", "Unauthorized. Please check credentials and its scope."),
    ("connector.authorization_failed", "The user's authorization process is unsuccessful."),
    ("connector.can_not_modify_target", "The connector 'target' can not be modified."),
    ("connector.cannot_overwrite_metadata_for_non_standard_connector", "This connector's 'metadata' cannot be overwritten."),
    ("connector.general", "Error occurred in connector: {{errorDescription}}"),
    ("connector.insufficient_request_parameters", "The request might miss some input parameters."),
    ("connector.invalid_certificate", "The connector's certificate is invalid."),
    ("connector.invalid_config", "The connector's config is invalid."),
    ("connector.invalid_config_guard", "The connector's config guard is invalid."),
    ("connector.invalid_metadata", "The connector's metadata is invalid."),
    ("connector.invalid_request_parameters", "The request is with wrong input parameter(s)."),
    ("connector.invalid_response", "The connector's response is invalid."),
    ("connector.invalid_type_for_syncing_profile", "You can only sync user profile with social connectors."),
    ("connector.multiple_instances_not_supported", "Can not create multiple instance with picked standard connector."),
    ("connector.multiple_target_with_same_platform", "You can not have multiple social connectors that have same target and platform."),
    ("connector.not_found", "Cannot find any available connector for type: {{type}}."),
    ("connector.not_found_with_connector_id", "Can not find connector with given standard connector id."),
    ("connector.not_implemented", "{{method}}: has not been implemented yet."),
    ("connector.rate_limit_exceeded", "Trigger rate limit. Please try again later."),
    ("connector.should_specify_target", "You should specify 'target'."),
    ("connector.social_auth_code_invalid", "Unable to get access token, please check authorization code."),
    ("connector.social_invalid_access_token", "The connector's access token is invalid."),
    ("connector.social_invalid_id_token", "The connector's id token is invalid."),
    ("connector.template_not_found", "Unable to find correct template in connector config."),
    ("connector.token_storage_not_supported", "Token storage is not supported by this connector."),
    ("connector.unexpected_type", "The connector's type is unexpected."),
    ("custom_profile_fields.name_exists", "Field already exists with the given name."),
    ("domain.not_configured", "Domain hostname provider is not configured."),
    ("entity.create_failed", "Failed to create {{name}}."),
    ("entity.db_constraint_violated", "Database constraint violated."),
    ("entity.invalid_input", "Invalid input. Value list must not be empty."),
    ("entity.not_exists", "The {{name}} does not exist."),
    ("entity.not_exists_with_id", "The {{name}} with ID `{{id}}` does not exist."),
    ("entity.not_found", "The resource does not exist."),
    ("entity.relation_foreign_key_not_found", "Cannot find one or more foreign keys. Please check the input and ensure that all referenced entities exist."),
    ("entity.unique_integrity_violation", "The entity already exists. Please check the input and try again."),
    ("entity.value_too_long", "The length of value is too long and exceeds the limit."),
    ("guard.invalid_input", "The request {{type}} is invalid."),
    ("guard.invalid_pagination", "The request pagination value is invalid."),
    ("hook.endpoint_responded_with_error", "Endpoint responded with error."),
    ("hook.missing_events", "You need to provide at least one event."),
    ("hook.send_test_payload_failed", "Failed to send test payload: {{message}}"),
    ("jwt_customizer.general", "An error occurred while customizing the JWT token. Please try again later."),
    ("localization.cannot_delete_default_language", "{{languageTag}} is set as your default language and can’t be deleted."),
    ("localization.invalid_translation_structure", "Invalid data schemas. Please check your input and try again."),
    ("log.invalid_time_window", "`end_time` must be after `start_time`."),
    ("oidc.aborted", "The end-user aborted interaction."),
    ("oidc.access_denied", "Access denied."),
    ("oidc.insufficient_scope", "Token missing scope `{{scope}}`."),
    ("oidc.invalid_client_metadata", "Invalid client metadata provided."),
    ("oidc.invalid_grant", "Grant request is invalid."),
    ("oidc.invalid_redirect_uri", "`redirect_uri` did not match any of the client's registered `redirect_uris`."),
    ("oidc.invalid_request", "Request is invalid."),
    ("oidc.invalid_scope", "Invalid scope: {{error_description}}."),
    ("oidc.invalid_target", "Invalid resource indicator."),
    ("oidc.invalid_token", "Invalid token provided."),
    ("oidc.key_not_found", "Key with ID {{id}} is not found."),
    ("oidc.key_required", "At least one key is required."),
    ("oidc.only_previous_key_can_be_deleted", "Only the previous key can be deleted."),
    ("oidc.server_error", "An unknown OIDC error occurred. Please try again later."),
    ("oidc.session_not_found", "Session not found."),
    ("oidc.unsupported_grant_type", "Unsupported `grant_type` requested."),
    ("oidc.unsupported_response_mode", "Unsupported `response_mode` requested."),
    ("oidc.unsupported_response_type", "Unsupported `response_type` requested."),
    ("one_time_token.cannot_reactivate_token", "Cannot reactivate the token."),
    ("one_time_token.email_mismatch", "Email mismatch with given token."),
    ("one_time_token.interaction_event_mismatch", "The token cannot be used for this interaction."),
    ("one_time_token.token_consumed", "The token has been consumed."),
    ("one_time_token.token_expired", "The token is expired."),
    ("one_time_token.token_not_found", "Token {{token}} not found."),
    ("one_time_token.token_revoked", "The token has been revoked."),
    ("organization.require_membership", "The user must be a member of the organization to proceed."),
    ("organization.role_names_not_found", "Invalid role names detected: {{names}}. Please create these roles first before proceeding."),
    ("password.expired", "Your password has expired. Please reset your password to continue."),
    ("password.rejected", "Password rejected. Please check if your password meets the requirements."),
    ("request.feature_not_supported", "This feature is not supported in the current environment."),
    ("request.invalid_input", "Input is invalid. {{details}}"),
    ("request.message_rate_limited", "Too many messages sent to this recipient. Please try again later."),
    ("resource.cannot_delete_management_api", "Cannot delete Logto Management API."),
    ("resource.cannot_modify_management_api", "Cannot modify Logto Management API."),
    ("resource.resource_identifier_in_use", "The API identifier {{indicator}} is already in use"),
    ("resource.resource_name_in_use", "The resource name {{name}} is already in use."),
    ("role.application_exists", "The application id {{applicationId}} is already been added to this role"),
    ("role.internal_role_violation", "You may be trying to update or delete an internal role which is forbidden by Logto. If you are creating a new role, try another name that does not start with \"#internal:\"."),
    ("role.management_api_scopes_not_assignable_to_user_role", "Cannot assign management API scopes to a user role."),
    ("role.name_in_use", "This role name {{name}} is already in use"),
    ("role.scope_exists", "The scope id {{scopeId}} has already been added to this role"),
    ("role.user_exists", "The user id {{userId}} is already been added to this role"),
    ("scope.name_exists", "The scope name {{name}} is already in use"),
    ("scope.name_with_space", "The name of the scope cannot contain any spaces."),
    ("secrets.third_party_token_set.token_not_found", "Token record not found."),
    ("session.captcha_failed", "Captcha verification failed."),
    ("session.captcha_required", "Captcha is required."),
    ("session.connector_session_not_found", "Connector session not found. Please go back and sign in again."),
    ("session.connector_validation_session_not_found", "The connector session for token validation is not found."),
    ("session.csrf_token_mismatch", "CSRF token mismatch."),
    ("session.email_blocklist.disposable_email_validation_failed", "Email address validation failed."),
    ("session.email_blocklist.email_not_allowed", "The email address \"{{email}}\" is restricted. Please choose a different one."),
    ("session.email_blocklist.email_subaddressing_not_allowed", "Email subaddressing is not allowed."),
    ("session.email_blocklist.invalid_email", "Invalid email address."),
    ("session.forgot_password_not_enabled", "Forgot password is not enabled."),
    ("session.identifier_not_found", "User identifier not found. Please go back and sign in again."),
    ("session.identifier_not_verified", "The provided identifier {{identifier}} has not been verified. Please create a verification record for this identifier and complete the verification process."),
    ("session.identity_conflict", "Identity mismatch detected. Please initiate a new session to proceed with a different identity."),
    ("session.insufficient_info", "Insufficient sign-in info."),
    ("session.interaction_not_found", "Interaction session not found. Please go back and start the session again."),
    ("session.invalid_connector_id", "Unable to find available connector with id {{connectorId}}."),
    ("session.invalid_credentials", "Incorrect account or password. Please check your input."),
    ("session.invalid_interaction_type", "This operation is not supported for the current interaction. Please initiate a new session."),
    ("session.mfa.backup_code_can_not_be_alone", "Backup code can not be the only MFA."),
    ("session.mfa.backup_code_required", "Backup code is required."),
    ("session.mfa.bind_mfa_existed", "MFA already exists."),
    ("session.mfa.invalid_backup_code", "Invalid backup code."),
    ("session.mfa.invalid_totp_code", "Invalid TOTP code."),
    ("session.mfa.mfa_factor_not_enabled", "MFA factor is not enabled."),
    ("session.mfa.mfa_policy_not_user_controlled", "MFA policy is not user controlled."),
    ("session.mfa.mfa_sign_in_only", "Mfa is only available for sign-in interaction."),
    ("session.mfa.pending_info_not_found", "Pending MFA info not found, please initiate MFA first."),
    ("session.mfa.require_mfa_verification", "Mfa verification is required to sign in."),
    ("session.mfa.suggest_additional_mfa", "For stronger protection, consider adding another MFA method. You can skip this step and continue."),
    ("session.mfa.webauthn_verification_failed", "WebAuthn verification failed."),
    ("session.mfa.webauthn_verification_not_found", "WebAuthn verification not found."),
    ("session.not_found", "Session not found. Please go back and sign in again."),
    ("session.not_supported_for_forgot_password", "This operation is not supported for forgot password."),
    ("session.sso_enabled", "Single sign on is enabled for this given email. Please sign in with SSO."),
    ("session.verification_blocked_too_many_attempts", "Too many attempts in a short time. Please try again {{relativeTime}}."),
    ("session.verification_expired", "The connection has timed out. Verify again to ensure your account safety."),
    ("session.verification_failed", "The verification was not successful. Restart the verification flow and try again."),
    ("session.verification_session_not_found", "The verification was not successful. Restart the verification flow and try again."),
    ("sign_in_experiences.adaptive_mfa_requires_mfa", "MFA must be enabled before enabling adaptive MFA."),
    ("sign_in_experiences.adaptive_mfa_requires_non_skippable_policy", "Adaptive MFA requires a non-skippable MFA prompt policy. Use PromptOnlyAtSignInMandatory or PromptAtSignInAndSignUpMandatory."),
    ("sign_in_experiences.at_least_one_authentication_factor", "You have to select at least one authentication factor."),
    ("sign_in_experiences.backup_code_cannot_be_enabled_alone", "Backup code cannot be enabled alone."),
    ("sign_in_experiences.code_sign_in_must_be_enabled", "Verification code sign in must be enabled when set a password is not required in sign up."),
    ("sign_in_experiences.duplicated_mfa_factors", "Duplicated MFA factors."),
    ("sign_in_experiences.duplicated_sign_up_identifiers", "Duplicate sign-up identifiers detected."),
    ("sign_in_experiences.email_verification_code_cannot_be_used_for_mfa", "Email verification code cannot be used for MFA when email verification is enabled for sign-in."),
    ("sign_in_experiences.email_verification_code_cannot_be_used_for_sign_in", "Email verification code cannot be used for sign-in when it is enabled for MFA."),
    ("sign_in_experiences.enabled_connector_not_found", "Enabled {{type}} connector not found."),
    ("sign_in_experiences.forgot_password_method_requires_connector", "Forgot password method requires a corresponding {{method}} connector to be configured."),
    ("sign_in_experiences.invalid_custom_email_blocklist_format", "Invalid custom email blocklist items: {{items, list(type:conjunction)}}. Each item must be a valid email address or email domain, e.g., foo@example.com or @example.com."),
    ("sign_in_experiences.miss_sign_up_identifier_in_sign_in", "Sign in methods must contain the sign up identifier."),
    ("sign_in_experiences.missing_sign_up_identifiers", "Primary sign-up identifier cannot be empty."),
    ("sign_in_experiences.non_adaptive_mfa_requires_skippable_policy", "When adaptive MFA is disabled, MFA prompt policy must be skippable. Do not use PromptOnlyAtSignInMandatory or PromptAtSignInAndSignUpMandatory."),
    ("sign_in_experiences.password_expiration_invalid_period_days", "Valid period days must be a positive integer when password expiration is enabled."),
    ("sign_in_experiences.password_expiration_not_enabled", "Password expiration policy is not enabled. Enable it in the sign-in experience settings before expiring passwords."),
    ("sign_in_experiences.password_expiration_requires_forgot_password", "Password expiration requires at least one forgot password method with a valid connector."),
    ("sign_in_experiences.password_sign_in_must_be_enabled", "Password sign in must be enabled when set a password is required in sign up."),
    ("sign_in_experiences.passwordless_requires_verify", "Must enable verify for email/phone sign up identifier."),
    ("sign_in_experiences.phone_verification_code_cannot_be_used_for_mfa", "SMS verification code cannot be used for MFA when SMS verification is enabled for sign-in."),
    ("sign_in_experiences.phone_verification_code_cannot_be_used_for_sign_in", "SMS verification code cannot be used for sign-in when it is enabled for MFA."),
    ("sign_in_experiences.unsupported_default_language", "This language - {{language}} is not supported at the moment."),
    ("sign_in_experiences.username_policy_case_conflicts_exist", "Cannot switch to case-insensitive usernames while usernames that differ only by case exist. Resolve the conflicts and try again."),
    ("sign_in_experiences.username_requires_password", "Must enable set a password for username sign up identifier."),
    ("single_sign_on.duplicate_connector_name", "Connector name already exists. Please choose a different name."),
    ("single_sign_on.duplicated_domains", "There are duplicate domains."),
    ("single_sign_on.forbidden_domains", "Public email domains are not allowed."),
    ("single_sign_on.invalid_domain_format", "Invalid domain format."),
    ("storage.not_configured", "Storage provider is not configured."),
    ("user.backup_code_already_in_use", "Backup code is already in use."),
    ("user.cannot_delete_self", "You cannot delete yourself."),
    ("user.email_already_in_use", "This email is associated with an existing account."),
    ("user.email_exists_in_profile", "Your profile has already associated with an email address."),
    ("user.email_not_exist", "The email address has not been registered yet."),
    ("user.enterprise_sso_identity_not_exists", "The user does not have an enterprise identity linked to the specified SSO connector ID: {{ ssoConnectorId }}."),
    ("user.identity_already_in_use", "The social account has been associated with an existing account."),
    ("user.identity_not_exist", "The social account has not been registered yet."),
    ("user.identity_not_exists_in_current_user", "The specified identity does not exist in the current user account. Please link the identity before proceeding."),
    ("user.invalid_role_type", "Invalid role type, can not assign machine-to-machine role to user."),
    ("user.last_sign_in_method_required", "You need to keep at least one identifier in your account."),
    ("user.missing_mfa", "You need to bind additional MFA before signing-in."),
    ("user.missing_profile", "You need to provide additional info before signing-in."),
    ("user.new_password_required_in_profile", "You need to set a new password."),
    ("user.passkey_preferred", "Create a passkey to simplify your sign-in process."),
    ("user.password_algorithm_required", "Password algorithm is required."),
    ("user.password_and_digest", "You cannot set both plain text password and password digest."),
    ("user.password_exists_in_profile", "Password already exists in your profile."),
    ("user.personal_access_token_name_exists", "Personal access token name already exists."),
    ("user.phone_already_in_use", "This phone number is associated with an existing account."),
    ("user.phone_exists_in_profile", "Your profile has already associated with a phone number."),
    ("user.phone_not_exist", "The phone number has not been registered yet."),
    ("user.role_exists", "The role id {{roleId}} is already been added to this user"),
    ("user.same_password", "New password cannot be the same as your old password."),
    ("user.sign_in_method_not_enabled", "This sign-in method is not enabled."),
    ("user.social_account_exists_in_profile", "You have already associated this social account."),
    ("user.sso_identity_not_exist", "The enterprise SSO account has not been registered yet."),
    ("user.suggest_mfa", "For better account security, we recommend binding MFA to your account."),
    ("user.suspended", "This account is suspended."),
    ("user.totp_already_in_use", "TOTP is already in use."),
    ("user.totp_secret_invalid", "Invalid TOTP secret supplied."),
    ("user.user_not_exist", "User with {{ identifier }} does not exist."),
    ("user.username_already_in_use", "This username is already in use."),
    ("user.username_exists_in_profile", "Username already exists in your profile."),
    ("user.username_invalid_charset_hard", "Username should only contain letters, numbers, or underscores."),
    ("user.username_lowercase_not_allowed", "Lowercase letters are not allowed in the username."),
    ("user.username_numbers_not_allowed", "Numbers are not allowed in the username."),
    ("user.username_starts_with_number", "Username should not start with a number."),
    ("user.username_too_long", "Username must be at most {{max}} characters long."),
    ("user.username_too_short", "Username must be at least {{min}} characters long."),
    ("user.username_underscore_not_allowed", "Underscores are not allowed in the username."),
    ("user.username_uppercase_not_allowed", "Uppercase letters are not allowed in the username."),
    ("user.wrong_backup_code_format", "Backup code format is invalid."),
    ("verification_code.code_mismatch", "Invalid verification code."),
    ("verification_code.email_mismatch", "Email mismatch. Please request a new verification code."),
    ("verification_code.exceed_max_try", "Verification code retries limitation exceeded. Please request a new verification code."),
    ("verification_code.expired", "Verification code has expired. Please request a new verification code."),
    ("verification_code.not_found", "Verification code not found. Please send verification code first."),
    ("verification_code.phone_email_empty", "Both phone and email are empty."),
    ("verification_code.phone_mismatch", "Phone mismatch. Please request a new verification code."),
    ("verification_record.not_found", "Verification record not found."),
    ("verification_record.permission_denied", "Permission denied, please re-authenticate."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_without_repetition() {
        assert!(ENGLISH.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn texts_are_completed_in_the_language() {
        let words = [("identifier", "bob".to_owned())];
        let text = |code, tag| error(code, Language::of_tag(tag).unwrap(), &words);
        assert_eq!(
            text("user.user_not_exist", "en"),
            "User with bob does not exist."
        );
        assert_eq!(text("entity.not_found", "fr"), "La ressource n'existe pas.");
        assert_eq!(text("user.suspended", "fr"), "This account is suspended.");
        assert_eq!(
            text("oidc.insufficient_scope", "en"),
            "Token missing scope `{{scope}}`."
        );
        assert_eq!(text("no.such_code", "en"), "no.such_code");
        assert_eq!(
            text("oidc.invalid_client", "en"),
            "An OIDC error occurred: oidc.invalid_client."
        );
    }
}
