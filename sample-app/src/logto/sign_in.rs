//! The way out: the authorization request (OpenID Connect Core 3.1.2.1) with what Logto adds.

use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, LoginHint, PkceCodeChallenge, Scope};
use url::Url;

use super::attempt::Attempt;
use super::client::LogtoClient;
use super::options::SignInOptions;
use super::provider::ProviderError;

impl LogtoClient {
    /// Notes a sign-in attempt and answers the address to send the browser to.
    ///
    /// # Errors
    /// If Logto's discovery document cannot be had.
    pub async fn sign_in(&self, options: SignInOptions) -> Result<Url, ProviderError> {
        let provider = self.logto.provider.current().await?;
        let protocol = self.logto.protocol(&provider)?;
        let now = self.logto.clock.now();
        let attempt = Attempt::start(now);
        let config = &self.logto.config;
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let mut request = protocol
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || nonce,
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(
                &attempt.verifier,
            ));
        // `openidconnect` adds `openid` itself.
        for scope in config.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for prompt in options.prompts(&config.scopes) {
            request = request.add_prompt(prompt.protocol());
        }
        if let Some(hint) = options.login_hint.clone() {
            request = request.set_login_hint(LoginHint::new(hint));
        }
        for (name, value) in options.parameters(&config.scopes, &config.resources) {
            request = request.add_extra_param(name, value);
        }
        let (url, _, _) = request.url();
        self.memory.lock().attempts.add(attempt, now);
        Ok(url)
    }
}
