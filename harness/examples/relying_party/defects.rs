//! What this relying party can do wrong, one switch for each.

use std::{collections::BTreeSet, str::FromStr};

/// Makes the enum, its names and its descriptions from one table.
macro_rules! defects {
    ($($variant:ident $name:literal $what:literal)*) => {
        /// A defect. Its description completes "this relying party …".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Defect {
            $(#[doc = concat!("`", $name, "`.")] $variant,)*
        }

        impl Defect {
            /// All of them, with names and descriptions.
            pub(crate) const ALL: &[(Self, &str, &str)] = &[$((Self::$variant, $name, $what),)*];
        }
    };
}

defects! {
    // The authorization request.
    NoState "no-state" "sends no state"
    ConstantState "constant-state" "sends the same state every time"
    NoNonce "no-nonce" "sends no nonce"
    ConstantNonce "constant-nonce" "sends the same nonce every time"
    NoPkce "no-pkce" "sends no code challenge"
    PkcePlain "pkce-plain" "sends the code verifier itself as its challenge"
    ConstantVerifier "constant-verifier" "uses the same code verifier every time"

    // The callback.
    NoStateCheck "no-state-check" "takes any state at the callback"
    MissingState "missing-state-accepted" "takes a callback without a state"
    StateNotBound "state-not-bound-to-browser" "takes a state that was made for another browser"
    StateReusable "state-reusable" "takes the same callback again and sends its code again"
    NoCallbackIssuerCheck "no-callback-iss-check" "does not look at the callback's issuer"
    MissingCallbackIssuer "missing-callback-iss-accepted" "takes a callback without the issuer that is promised"
    DuplicateParameters "duplicate-parameters-accepted" "takes the last of a repeated callback parameter"
    ErrorIgnored "error-beside-code-ignored" "goes on when an error stands beside a code"
    ReflectsError "reflects-error-text" "puts the provider's error text into its page unescaped"
    CrashOnError "crash-on-error-callback" "answers an error at the callback with a server error"
    LoginLoop "prompt-none-loop" "asks again at once when the provider asks for a login"
    CodeInRedirect "code-in-redirect" "carries the code on in its own redirect"
    StaysAtCallback "stays-at-callback" "shows its page at the callback's address, code and all"
    TokenInUrl "token-in-url" "carries the access token in its own redirect"
    SessionFixation "session-fixation" "keeps the session's name at sign-in"
    OpenRedirect "open-redirect" "goes wherever `next` says after sign-in"
    OpenRedirectSlashes "open-redirect-by-slashes" "takes //host for a path of its own after sign-in"

    // The session's cookie.
    CookieForScripts "cookie-for-scripts" "lets scripts read its session cookie"
    CookieStrict "cookie-same-site-strict" "has a SameSite=Strict cookie, which does not come along to the callback"
    CookieNone "cookie-same-site-none" "has a SameSite=None cookie that is not Secure"
    TokenInCookie "token-in-cookie" "keeps the access token in a cookie"

    // Discovery and keys.
    NoDiscoveryIssuerCheck "no-discovery-issuer-check" "takes metadata of another issuer"
    CrashOnDiscovery "crash-on-broken-discovery" "answers broken metadata with a server error"
    CrashOnJwks "crash-on-broken-jwks" "answers broken keys with a server error"
    StaleJwks "stale-jwks" "never fetches keys again"
    RefetchStorm "jwks-refetch-storm" "fetches keys again and again for a key that is not there"
    HangsOnSlow "hangs-on-slow-endpoint" "waits for the provider without end"
    RequiresKid "requires-kid" "refuses a token without kid although there is one key"
    IgnoresKid "kid-ignored" "verifies with any key, whatever kid says"
    CrashOnOddKid "crash-on-odd-kid" "reads a file named by kid"

    // The ID token.
    NoSignatureCheck "no-signature-check" "does not verify the ID token's signature"
    EmptySignature "empty-signature-accepted" "takes an ID token whose signature is empty"
    AlgNone "alg-none-accepted" "takes an ID token with alg none"
    HsWithPublicKey "hs256-with-public-key-accepted" "verifies HS256 with the public key as the secret"
    TrustsJwk "embedded-jwk-trusted" "verifies with the key that the token brings"
    TrustsJku "jku-trusted" "verifies with the keys that the token points to"
    TrustsX5u "x5u-trusted" "verifies with the certificate that the token points to"
    NoNonceCheck "no-nonce-check" "does not compare the nonce"
    MissingNonce "missing-nonce-accepted" "takes an ID token without the nonce that was sent"
    NoIssuerCheck "no-issuer-check" "takes an ID token of any issuer"
    IssuerPrefix "issuer-by-prefix" "takes an issuer that only begins like its own"
    MissingIssuer "missing-iss-accepted" "takes an ID token without issuer"
    NoAudienceCheck "no-audience-check" "takes an ID token for any audience"
    MissingAudience "missing-aud-accepted" "takes an ID token without audience"
    AudienceArrayRejected "aud-array-rejected" "refuses an audience that is a list of its own id"
    SecondAudience "second-audience-accepted" "takes an ID token for others too, without azp"
    ForeignAzp "foreign-azp-accepted" "takes an ID token whose azp is another client"
    NoExpiryCheck "no-expiry-check" "takes an ID token that has expired"
    MissingExpiry "missing-exp-accepted" "takes an ID token without exp"
    MissingIat "missing-iat-accepted" "takes an ID token without iat"
    NoNbfCheck "no-nbf-check" "takes an ID token before its nbf"
    SkewTooWide "skew-too-wide" "lets clocks differ by an hour"
    SkewTooNarrow "skew-too-narrow" "lets clocks not differ at all"
    MissingSubject "missing-sub-accepted" "takes an ID token without sub"
    NoAtHashCheck "no-at-hash-check" "does not compare at_hash"

    // The token endpoint and userinfo.
    CodeSentTwice "code-replayed-to-token-endpoint" "sends the code again when the token endpoint fails"
    HtmlTokenResponse "html-token-response-accepted" "takes a token response that says it is HTML"
    TokenStatusIgnored "token-status-ignored" "takes tokens out of an error response"
    CrashOnTokenError "crash-on-token-error" "answers a failing token endpoint with a server error"
    TokenTypeCase "case-sensitive-token-type" "wants the token type spelt Bearer"
    AnyTokenType "any-token-type-accepted" "takes a token type that it does not know"
    RequiresExpiresIn "requires-expires-in" "refuses a token response without expires_in"
    RequiresScope "requires-scope" "refuses a token response without scope"
    NoIdTokenNeeded "missing-id-token-accepted" "signs in by userinfo when there is no ID token"
    ForeignUserinfo "foreign-userinfo-accepted" "takes the userinfo of somebody else"
    UserinfoWithoutSub "userinfo-without-sub-accepted" "takes userinfo without sub"
    CrashOnUserinfo "crash-on-broken-userinfo" "answers broken userinfo with a server error"
    TokenInQuery "token-in-query" "sends the access token in the query of the userinfo request"

    // Refreshing.
    RefreshNoCheck "refresh-without-id-token-check" "does not look at the ID token of a refresh"
    RefreshAnyIssuer "refresh-any-issuer" "takes a refreshed ID token of another issuer"
    RefreshAnySubject "refresh-any-subject" "takes a refreshed ID token of another person"
    OldRefreshToken "old-refresh-token-used-again" "keeps the old refresh token when it is given a new one"
    CrashOnRefresh "crash-on-failed-refresh" "answers a refused refresh with a server error"
    ParallelRefresh "parallel-refresh-race" "refreshes once for each of several requests at the same time"

    // Signing out.
    KeepsSession "keeps-session-after-logout" "keeps its session at sign-out"
    NoEndSession "no-end-session" "does not sign out at the provider"
    NoIdTokenHint "no-id-token-hint" "signs out without id_token_hint"
    CrashOnLogoutState "crash-on-other-logout-state" "answers an unknown state after sign-out with a server error"

    // Logout tokens.
    LogoutKeepsSession "backchannel-keeps-session" "says yes to a logout token and does nothing"
    LogoutIgnoresSid "backchannel-ignores-sid" "ends no session when the logout token names only sid"
    LogoutIgnoresSub "backchannel-ignores-sub" "ends no session when the logout token names only sub"
    LogoutCacheable "backchannel-cacheable" "answers a logout token without no-store"
    LogoutNoEvents "logout-token-without-events-accepted" "takes a logout token without events"
    LogoutWrongEvents "logout-token-with-other-event-accepted" "takes a logout token for another event"
    LogoutNonce "logout-token-with-nonce-accepted" "takes a logout token with a nonce"
    LogoutAudience "logout-token-wrong-aud-accepted" "takes a logout token for another audience"
    LogoutIssuer "logout-token-wrong-iss-accepted" "takes a logout token of another issuer"
    LogoutAlgNone "logout-token-alg-none-accepted" "takes a logout token with alg none"
    LogoutNoSignature "logout-token-signature-not-checked" "does not verify a logout token's signature"
    LogoutExpired "logout-token-expired-accepted" "takes a logout token that has expired"
    LogoutOldIat "logout-token-old-accepted" "takes a logout token that was issued long ago"
    LogoutReplayed "logout-token-replayed-accepted" "takes the same logout token twice"
    LogoutNobody "logout-token-without-sub-and-sid-accepted" "takes a logout token that names nobody"
    LogoutTyp "logout-token-wrong-typ-accepted" "takes any type of token as a logout token"
    LogoutServerError "backchannel-server-error" "answers a bad logout token with a server error"

    // Who somebody is.
    EmailIdentity "email-as-identity" "knows people by their e-mail address"
    LongValues "long-values-refused" "refuses a sub of more than 64 characters"
    UnicodeNames "unicode-names-broken" "reads names as Latin-1"
}

impl Defect {
    /// The defect's name on the command line.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(known, ..)| *known == self)
            .map_or("", |(_, name, _)| name)
    }
}

impl FromStr for Defect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .find(|(_, name, _)| *name == text)
            .map(|(defect, ..)| *defect)
            .ok_or_else(|| format!("no defect `{text}`; --list shows them"))
    }
}

/// The defects that are switched on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defects(BTreeSet<Defect>);

impl Defects {
    /// These.
    pub(crate) fn new(defects: impl IntoIterator<Item = Defect>) -> Self {
        Self(defects.into_iter().collect())
    }

    /// Whether it is on.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.0.contains(&defect)
    }

    /// Whether a check is made: it is unless the defect that leaves it out is on.
    pub(crate) fn lacks(&self, defect: Defect) -> bool {
        !self.has(defect)
    }
}
