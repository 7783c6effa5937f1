//! The defects: the name of each, what it does, and the rows that are meant for it.

use super::Line;

defects! {
    // The authorization request.
    NoState "no-state" "sends no state"
        ["basic/state-sent"]
    ConstantState "constant-state" "sends the same state every time"
        ["hardening/state-unguessable"]
    NoNonce "no-nonce" "sends no nonce"
        ["basic/nonce-sent"]
    ConstantNonce "constant-nonce" "sends the same nonce every time"
        ["basic/nonce-unguessable"]
    NoPkce "no-pkce" "sends no code challenge"
        ["basic/pkce"]
    PkcePlain "pkce-plain" "sends the code verifier itself as its challenge"
        ["basic/pkce-plain"]
    ConstantVerifier "constant-verifier" "uses the same code verifier every time"
        ["basic/challenge-unguessable"]
    NoBinding "no-nonce-and-no-pkce" "sends neither a nonce nor a code challenge"
        ["hardening/code-injection"]
    FormPostLax "form-post-with-lax-cookie" "asks for form_post, to which its SameSite=Lax cookie does not come along"
        ["basic/form-post"]
    CrashOnPostedError "crash-on-posted-error" "asks for form_post and answers an error that is posted with a server error"
        ["basic/form-post-error"]
    NoClaims "asks-for-no-claims" "asks for no scope with claims in it"
        ["basic/scope-userinfo-claims"]
    RedirectUriDiffers "redirect-uri-differs" "names another redirect_uri at the token endpoint"
        ["basic/redirect-uri"]
    NoCredentials "client-secret-forgotten" "redeems codes by its id alone"
        ["basic/client-secret-basic"]

    // The callback.
    NoStateCheck "no-state-check" "takes any state at the callback"
        ["basic/invalid-state", "hardening/login-csrf-amid-a-sign-in"]
    MissingState "missing-state-accepted" "takes a callback without a state"
        ["basic/missing-state"]
    UnaskedCallback "callback-out-of-nowhere-accepted" "signs in by a callback although no sign-in was begun in this browser"
        ["hardening/login-csrf"]
    StateNotBound "state-not-bound-to-browser" "takes a state that was made for another browser"
        ["hardening/other-browser"]
    StateReusable "state-reusable" "takes the same callback again and sends its code again"
        ["hardening/code-replay"]
    NoCallbackIssuerCheck "no-callback-iss-check" "does not look at the callback's issuer"
        ["basic/response-iss-wrong", "hardening/mix-up"]
    MissingCallbackIssuer "missing-callback-iss-accepted" "takes a callback without the issuer that is promised"
        ["basic/response-iss-missing"]
    DuplicateParameters "duplicate-parameters-accepted" "takes the last of a repeated callback parameter"
        ["hardening/duplicate-parameters"]
    ErrorIgnored "error-beside-code-ignored" "goes on when an error stands beside a code"
        ["hardening/error-beside-code"]
    UnknownParameters "unknown-parameters-refused" "refuses a callback parameter that it does not know"
        ["hardening/unknown-parameters"]
    CrashOnErrorWithoutState "crash-on-error-without-state" "answers an error without a state with a server error"
        ["hardening/error-without-state"]
    ReflectsError "reflects-error-text" "puts the provider's error text into its page unescaped"
        ["hardening/hostile-error-text"]
    ReflectsCallback "reflects-callback" "puts what it was called with into its error page unescaped"
        ["hardening/hostile-link"]
    ReflectsName "reflects-name" "puts names into its pages unescaped"
        ["hardening/hostile-name"]
    CrashOnError "crash-on-error-callback" "answers an error at the callback with a server error"
        ["hardening/error-refused"]
    LoginLoop "prompt-none-loop" "asks again at once when the provider asks for a login"
        ["hardening/error-loop"]
    CodeInRedirect "code-in-redirect" "carries the code on in its own redirect"
        ["hardening/code-left-in-address"]
    StaysAtCallback "stays-at-callback" "shows its page at the callback's address, code and all"
        ["hardening/code-left-in-address"]
    CodeInErrorPage "code-in-error-page" "tells the code in the page of a failed callback"
        ["hardening/code-in-referer"]
    UnsafeReferrer "unsafe-referrer-policy" "has its whole address sent along to other sites"
        ["hardening/code-in-referer"]
    LogsCallback "logs-callback" "prints the address of each callback, code and all"
        ["hardening/secrets-in-log"]
    LogsTokens "logs-tokens" "prints the tokens that it gets"
        ["hardening/secrets-in-log"]
    TokenInUrl "token-in-url" "carries the access token in its own redirect"
        ["hardening/code-left-in-address"]
    SessionFixation "session-fixation" "keeps the session's name at sign-in"
        ["hardening/session-fixation"]
    OpenRedirect "open-redirect" "goes wherever `next` says after sign-in"
        ["hardening/open-redirect"]
    OpenRedirectSlashes "open-redirect-by-slashes" "takes //host for a path of its own after sign-in"
        ["hardening/open-redirect"]

    // The session's cookie.
    CookieForScripts "cookie-for-scripts" "lets scripts read its session cookie"
        ["hardening/cookie-for-scripts"]
    CookieStrict "cookie-same-site-strict" "has a SameSite=Strict cookie, which does not come along to the callback"
        ["basic/sign-in"]
    CookieNone "cookie-same-site-none" "has a SameSite=None cookie that is not Secure"
        ["basic/sign-in"]
    TokenInCookie "token-in-cookie" "keeps the access token in a cookie"
        ["hardening/tokens-in-cookies"]

    // Discovery and keys.
    NoDiscoveryIssuerCheck "no-discovery-issuer-check" "takes metadata of another issuer"
        ["config/issuer-mismatch"]
    CrashOnDiscovery "crash-on-broken-discovery" "answers broken metadata with a server error"
        ["config/discovery-status", "config/discovery-broken-off", "config/discovery-closed", "config/discovery-huge", "config/discovery-wrong-type"]
    CrashOnJwks "crash-on-broken-jwks" "answers broken keys with a server error"
        ["config/jwks-status", "config/jwks-broken-off", "config/jwks-closed", "config/jwks-empty", "config/jwks-huge", "config/jwks-wrong-type"]
    UnknownMetadata "unknown-metadata-refused" "refuses metadata with a member that it does not know"
        ["config/discovery-with-new-members"]
    StrangeKeys "strange-key-refused" "refuses a key set with a key that it does not know how to use"
        ["config/jwks-with-strange-keys"]
    Impatient "gives-up-too-early" "gives the provider half a second for an answer"
        ["config/discovery-slow", "config/jwks-slow", "hardening/token-endpoint-slow"]
    StaleJwks "stale-jwks" "never fetches keys again"
        ["config/key-rotation", "config/key-rotation-just-before-signing"]
    RefetchStorm "jwks-refetch-storm" "fetches keys again and again for a key that is not there"
        ["hardening/kid-injection", "logout/unknown-keys"]
    HangsOnSlow "hangs-on-slow-endpoint" "waits for the provider without end"
        ["hardening/token-endpoint-silent"]
    RequiresKid "requires-kid" "refuses a token without kid although there is one key"
        ["basic/kid-absent-single-jwks"]
    CrashWithoutKid "crash-without-kid" "answers a token without kid with a server error"
        ["basic/kid-absent-multiple-jwks"]
    IgnoresKid "kid-ignored" "verifies with any key, whatever kid says"
        ["hardening/kid-injection"]
    CrashOnOddKid "crash-on-odd-kid" "reads a file named by kid"
        ["hardening/kid-injection"]
    NoRsa "rs256-refused" "knows no RSA keys"
        ["basic/sig-rs256", "config/key-rotation-to-rsa"]
    OddKidIgnored "odd-kid-ignored" "takes a kid that is no text for none"
        ["hardening/kid-of-another-type"]
    CritIgnored "crit-ignored" "passes over critical headers that it does not know"
        ["hardening/crit"]

    // The ID token.
    NoSignatureCheck "no-signature-check" "does not verify the ID token's signature"
        ["basic/invalid-sig-es384", "basic/invalid-sig-rs256", "basic/other-key"]
    EmptySignature "empty-signature-accepted" "takes an ID token whose signature is empty"
        ["basic/sig-empty"]
    AlgNone "alg-none-accepted" "takes an ID token with alg none"
        ["basic/sig-none"]
    AlgIgnored "alg-ignored" "verifies as its key wants it, whatever alg says"
        ["basic/alternate-alg"]
    HsWithPublicKey "hs256-with-public-key-accepted" "verifies HS256 with the public key as the secret"
        ["hardening/hs256-with-public-key", "hardening/hs256-with-public-rsa-key"]
    TrustsJwk "embedded-jwk-trusted" "verifies with the key that the token brings"
        ["hardening/foreign-jwk"]
    TrustsJku "jku-trusted" "verifies with the keys that the token points to"
        ["hardening/foreign-jku"]
    TrustsX5u "x5u-trusted" "verifies with the certificate that the token points to"
        ["hardening/foreign-x5u"]
    NoNonceCheck "no-nonce-check" "does not compare the nonce"
        ["basic/nonce-invalid", "basic/nonce-missing"]
    MissingNonce "missing-nonce-accepted" "takes an ID token without the nonce that was sent"
        ["basic/nonce-missing"]
    NoIssuerCheck "no-issuer-check" "takes an ID token of any issuer"
        ["basic/invalid-iss"]
    IssuerPrefix "issuer-by-prefix" "takes an issuer that only begins like its own"
        ["basic/invalid-iss", "refresh/invalid-issuer"]
    MissingIssuer "missing-iss-accepted" "takes an ID token without issuer"
        ["basic/missing-iss"]
    NoAudienceCheck "no-audience-check" "takes an ID token for any audience"
        ["basic/invalid-aud"]
    MissingAudience "missing-aud-accepted" "takes an ID token without audience"
        ["basic/missing-aud"]
    AudienceArrayRejected "aud-array-rejected" "refuses an audience that is a list of its own id"
        ["basic/valid-aud-as-array"]
    SecondAudience "second-audience-accepted" "takes an ID token for others too, without azp"
        ["basic/secondary-aud"]
    ForeignAzp "foreign-azp-accepted" "takes an ID token whose azp is another client"
        ["basic/wrong-azp"]
    NoExpiryCheck "no-expiry-check" "takes an ID token that has expired"
        ["basic/expired", "hardening/clock-exp"]
    MissingExpiry "missing-exp-accepted" "takes an ID token without exp"
        ["basic/missing-exp"]
    MissingIat "missing-iat-accepted" "takes an ID token without iat"
        ["basic/missing-iat"]
    NoNbfCheck "no-nbf-check" "takes an ID token before its nbf"
        ["hardening/clock-nbf"]
    SkewTooWide "skew-too-wide" "lets clocks differ by an hour"
        ["hardening/clock-exp"]
    SkewTooNarrow "skew-too-narrow" "lets clocks not differ at all"
        ["hardening/clock-small"]
    MissingSubject "missing-sub-accepted" "takes an ID token without sub"
        ["basic/missing-sub"]
    NoAtHashCheck "no-at-hash-check" "does not compare at_hash"
        ["basic/at-hash-wrong"]
    OldIdToken "old-id-token-accepted" "takes an ID token that was issued a week ago"
        ["basic/issued-a-week-ago"]
    AnyClaimType "claim-types-not-checked" "takes a sub that is no text"
        ["hardening/registered-claims-of-another-type"]
    CrashOnOddIdToken "crash-on-odd-id-token" "answers what is no token in place of an ID token with a server error"
        ["basic/no-token-at-all", "basic/id-token-of-another-type"]
    CrashOnOddClaims "crash-on-odd-claims" "answers a name that is no text with a server error"
        ["hardening/claims-of-another-type"]

    // The token endpoint and userinfo.
    CodeSentTwice "code-replayed-to-token-endpoint" "sends the code again when the token endpoint fails"
        ["hardening/code-sent-once"]
    HtmlTokenResponse "html-token-response-accepted" "takes a token response that says it is HTML"
        ["hardening/token-response-as-html"]
    TokenStatusIgnored "token-status-ignored" "takes tokens out of an error response"
        ["hardening/tokens-in-an-error"]
    CrashOnTokenError "crash-on-token-error" "answers a failing token endpoint with a server error"
        ["hardening/token-endpoint", "hardening/token-endpoint-broken-off", "hardening/token-endpoint-closed", "hardening/token-endpoint-huge"]
    TokenTypeCase "case-sensitive-token-type" "wants the token type spelt Bearer"
        ["basic/token-type-case"]
    AnyTokenType "any-token-type-accepted" "takes a token type that it does not know"
        ["basic/token-type-unknown"]
    RequiresExpiresIn "requires-expires-in" "refuses a token response without expires_in"
        ["basic/without-expires-in"]
    RequiresScope "requires-scope" "refuses a token response without scope"
        ["basic/without-scope"]
    NoIdTokenNeeded "missing-id-token-accepted" "signs in by userinfo when there is no ID token"
        ["basic/without-id-token"]
    ForeignUserinfo "foreign-userinfo-accepted" "takes the userinfo of somebody else"
        ["basic/userinfo-invalid-sub"]
    UserinfoWithoutSub "userinfo-without-sub-accepted" "takes userinfo without sub"
        ["basic/userinfo-without-sub"]
    CrashOnClaimSources "crash-on-claim-sources" "answers claims that lie elsewhere with a server error"
        ["basic/aggregated-claims", "basic/distributed-claims"]
    CrashOnUserinfo "crash-on-broken-userinfo" "answers broken userinfo with a server error"
        ["hardening/userinfo-endpoint"]
    TokenInQuery "token-in-query" "sends the access token in the query of the userinfo request"
        ["basic/userinfo-bearer-header"]

    // Refreshing.
    RefreshNoCheck "refresh-without-id-token-check" "does not look at the ID token of a refresh"
        ["refresh/invalid-issuer"]
    RefreshAnyIssuer "refresh-any-issuer" "takes a refreshed ID token of another issuer"
        ["refresh/invalid-issuer"]
    RefreshAnySubject "refresh-any-subject" "takes a refreshed ID token of another person"
        ["refresh/invalid-sub"]
    RefreshAnyAudience "refresh-any-audience" "takes a refreshed ID token for another client"
        ["refresh/invalid-aud"]
    RefreshExpired "refresh-expired-accepted" "takes a refreshed ID token that has expired"
        ["refresh/expired"]
    RefreshAnyNonce "refresh-any-nonce" "takes a refreshed ID token with another nonce"
        ["refresh/other-nonce"]
    RefreshAnySignature "refresh-signature-not-checked" "does not verify the signature of a refreshed ID token"
        ["refresh/invalid-signature"]
    RefreshNeedsIdToken "refresh-needs-id-token" "refuses a refresh without an ID token"
        ["refresh/without-id-token"]
    RefreshTokenLost "refresh-token-lost" "forgets its refresh token when it is given no new one"
        ["refresh/not-rotated"]
    RefreshRepeated "refused-refresh-repeated" "asks ten times when a refresh is refused"
        ["refresh/refused", "refresh/suspended", "refresh/deleted"]
    OldRefreshToken "old-refresh-token-used-again" "keeps the old refresh token when it is given a new one"
        ["refresh/rotated"]
    CrashOnRefresh "crash-on-failed-refresh" "answers a refused refresh with a server error"
        ["refresh/refused", "refresh/unavailable"]
    RefreshNoCredentials "refresh-without-client-secret" "refreshes by its id alone"
        ["refresh/refresh", "refresh/own-clock", "refresh/twice"]
    ParallelRefresh "parallel-refresh-race" "refreshes once for each of several requests at the same time"
        ["refresh/at-once"]

    // Signing out.
    KeepsSession "keeps-session-after-logout" "keeps its session at sign-out"
        ["logout/session-ends-here-too"]
    ForgetsOnlyCookie "sign-out-forgets-cookie-only" "takes the cookie away at sign-out and leaves the session as it is"
        ["logout/session-is-over"]
    NoEndSession "no-end-session" "does not sign out at the provider"
        ["logout/rp-initiated", "logout/next-sign-in-asks"]
    NoIdTokenHint "no-id-token-hint" "signs out without saying by id_token_hint whose session it is"
        ["logout/id-token-hint"]
    CrashOnLogoutState "crash-on-other-logout-state" "answers an unknown state after sign-out with a server error"
        ["logout/no-state", "logout/other-state"]

    // Logout tokens.
    LogoutKeepsSession "backchannel-keeps-session" "says yes to a logout token and does nothing"
        ["logout/backchannel"]
    LogoutIgnoresSid "backchannel-ignores-sid" "ends no session when the logout token names only sid"
        ["logout/sid-only"]
    LogoutIgnoresSub "backchannel-ignores-sub" "ends no session when the logout token names only sub"
        ["logout/backchannel-by-hand"]
    LogoutCacheable "backchannel-cacheable" "answers a logout token without no-store"
        ["logout/backchannel-no-store"]
    LogoutEverybody "backchannel-ends-every-session" "ends all sessions, whomever a logout token names"
        ["logout/another-session", "logout/somebody-else"]
    CrashOnNoLogoutToken "crash-on-no-logout-token" "answers a logout request without a token with a server error"
        ["logout/no-token"]
    LogoutNoEvents "logout-token-without-events-accepted" "takes a logout token without events"
        ["logout/no-event"]
    LogoutWrongEvents "logout-token-with-other-event-accepted" "takes a logout token for another event"
        ["logout/wrong-event"]
    LogoutNonce "logout-token-with-nonce-accepted" "takes a logout token with a nonce"
        ["logout/with-nonce"]
    LogoutAudience "logout-token-wrong-aud-accepted" "takes a logout token for another audience"
        ["logout/wrong-aud"]
    LogoutIssuer "logout-token-wrong-iss-accepted" "takes a logout token of another issuer"
        ["logout/wrong-iss"]
    LogoutAlgNone "logout-token-alg-none-accepted" "takes a logout token with alg none"
        ["logout/alg-none"]
    LogoutNoSignature "logout-token-signature-not-checked" "does not verify a logout token's signature"
        ["logout/wrong-signature", "logout/foreign-key", "logout/wrong-alg"]
    LogoutExpired "logout-token-expired-accepted" "takes a logout token that has expired"
        ["logout/expired"]
    LogoutOldIat "logout-token-old-accepted" "takes a logout token that was issued long ago"
        ["logout/old"]
    LogoutNoIat "logout-token-without-iat-accepted" "takes a logout token that does not say when it was issued"
        ["logout/no-iat"]
    LogoutNoJti "logout-token-without-jti-accepted" "takes a logout token without an id"
        ["logout/no-jti"]
    LogoutReplayed "logout-token-replayed-accepted" "takes the same logout token twice"
        ["logout/replayed"]
    LogoutNobody "logout-token-without-sub-and-sid-accepted" "takes a logout token that names nobody"
        ["logout/no-subject"]
    LogoutTyp "logout-token-wrong-typ-accepted" "takes any type of token as a logout token"
        ["logout/wrong-type"]
    LogoutServerError "backchannel-server-error" "answers a bad logout token with a server error"
        ["logout/no-event"]

    // Who somebody is.
    EmailIdentity "email-as-identity" "knows people by their e-mail address"
        ["hardening/hugging-face-email", "hardening/unverified-email", "hardening/reassigned-email"]
    LongValues "long-values-refused" "refuses a sub of more than 64 characters"
        ["hardening/long-subject"]
    CrashOnLongValues "crash-on-long-values" "answers values of thousands of characters with a server error"
        ["hardening/very-long-values", "hardening/long-answer"]
    UnicodeNames "unicode-names-broken" "reads names as Latin-1"
        ["hardening/unicode-name"]
}
