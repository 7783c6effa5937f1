//! The provider: its metadata and its keys, fetched when needed and kept.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Map, Value};

use crate::{
    ambient,
    defects::{Defect, Defects},
    fetch::{client, fetch},
    jws::Jws,
    keys::{Key, of_set},
    refused::{Refused, check},
};

/// The algorithms that ID tokens and logout tokens may be signed with.
const ALGORITHMS: [&str; 3] = ["ES384", "ES256", "RS256"];
/// So often keys may be fetched again within a minute, however many unknown keys are named.
const REFETCHES: usize = 3;

/// What the provider says of itself (OpenID Connect Discovery 1.0 section 3).
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    /// Where browsers are sent.
    pub(crate) authorization_endpoint: String,
    /// Where codes are redeemed.
    pub(crate) token_endpoint: String,
    /// Where people are described.
    pub(crate) userinfo_endpoint: String,
    /// Where browsers sign out.
    pub(crate) end_session_endpoint: Option<String>,
    /// Where tokens are revoked.
    pub(crate) revocation_endpoint: Option<String>,
    /// Whether callbacks name their issuer (RFC 9207 section 3).
    pub(crate) names_itself: bool,
    jwks_uri: String,
}

/// The provider.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Its name.
    pub(crate) issuer: String,
    /// The way to it.
    pub(crate) http: reqwest::Client,
    defects: Defects,
    metadata: Mutex<Option<Arc<Metadata>>>,
    keys: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    keys: Option<Vec<Key>>,
    refetched: Vec<Instant>,
}

/// A value that no panic can have left half-way.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    /// The provider of this name; nothing is fetched yet.
    pub(crate) fn new(issuer: String, defects: Defects) -> reqwest::Result<Self> {
        Ok(Self {
            issuer,
            http: client(&defects)?,
            defects,
            metadata: Mutex::default(),
            keys: Mutex::default(),
        })
    }

    /// Its metadata. What cannot be taken is not kept.
    pub(crate) async fn metadata(&self) -> Result<Arc<Metadata>, Refused> {
        if let Some(metadata) = &*locked(&self.metadata) {
            return Ok(Arc::clone(metadata));
        }
        let metadata = Arc::new(self.discover().await.map_err(|refused| {
            if self.defects.has(Defect::CrashOnDiscovery) {
                Refused::Crash
            } else {
                refused
            }
        })?);
        *locked(&self.metadata) = Some(Arc::clone(&metadata));
        Ok(metadata)
    }

    async fn discover(&self) -> Result<Metadata, Refused> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer);
        let answer = fetch(self.http.get(url)).await?;
        check(answer.status == 200, "the provider's metadata is not there")?;
        let said = answer.json()?;
        // OpenID Connect Discovery 1.0 section 4.3.
        check(
            self.defects.has(Defect::NoDiscoveryIssuerCheck)
                || said.get("issuer").and_then(Value::as_str) == Some(&self.issuer),
            "the metadata is of another issuer",
        )?;
        check(
            self.defects.lacks(Defect::UnknownMetadata) || !said.values().any(Value::is_object),
            "the metadata has a member that nobody knows",
        )?;
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        let needed = |name: &str| {
            text(name).ok_or_else(|| Refused::because(format!("the metadata has no {name}")))
        };
        Ok(Metadata {
            authorization_endpoint: needed("authorization_endpoint")?,
            token_endpoint: needed("token_endpoint")?,
            userinfo_endpoint: needed("userinfo_endpoint")?,
            jwks_uri: needed("jwks_uri")?,
            end_session_endpoint: text("end_session_endpoint"),
            revocation_endpoint: text("revocation_endpoint"),
            names_itself: said
                .get("authorization_response_iss_parameter_supported")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        })
    }

    async fn fetched_keys(&self) -> Result<Vec<Key>, Refused> {
        let metadata = self.metadata().await?;
        let fetched = async {
            let answer = fetch(self.http.get(&metadata.jwks_uri)).await?;
            check(answer.status == 200, "the provider's keys are not there")?;
            let set = answer.json()?;
            let keys = of_set(&set);
            let all = set
                .get("keys")
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            check(
                self.defects.lacks(Defect::StrangeKeys) || keys.len() == all,
                "the provider has a key that nobody knows how to use",
            )?;
            check(!keys.is_empty(), "the provider has no keys")?;
            Ok(keys)
        };
        let keys = fetched.await.map_err(|refused| {
            if self.defects.has(Defect::CrashOnJwks) {
                Refused::Crash
            } else {
                refused
            }
        })?;
        locked(&self.keys).keys = Some(keys.clone());
        Ok(keys)
    }

    async fn keys(&self) -> Result<Vec<Key>, Refused> {
        let kept = locked(&self.keys).keys.clone();
        match kept {
            Some(keys) => Ok(keys),
            None => self.fetched_keys().await,
        }
    }

    /// Whether keys may be fetched again now; if so, that counts.
    fn may_refetch(&self) -> bool {
        if self.defects.has(Defect::StaleJwks) {
            return false;
        }
        let mut cache = locked(&self.keys);
        let now = ambient::instant();
        let recent = |at: &Instant| now.duration_since(*at) < Duration::from_mins(1);
        cache.refetched.retain(recent);
        let may = cache.refetched.len() < REFETCHES;
        if may {
            cache.refetched.push(now);
        }
        may
    }

    /// Verifies a token's signature with the provider's own keys.
    pub(crate) async fn verify(&self, token: &Jws) -> Result<(), Refused> {
        if let Some(decided) = self.verified_carelessly(token).await {
            return decided;
        }
        let algorithm = token.says("alg").unwrap_or_default();
        check(
            ALGORITHMS.contains(&algorithm)
                && !(algorithm == "RS256" && self.defects.has(Defect::NoRsa)),
            "the token is signed with another algorithm",
        )?;
        let kid = match token.header.get("kid") {
            None if self.defects.has(Defect::CrashWithoutKid) => return Err(Refused::Crash),
            None => None,
            Some(Value::String(kid)) => Some(kid.as_str()),
            Some(_) if self.defects.has(Defect::OddKidIgnored) => None,
            Some(_) => return Err(Refused::because("the token's kid is no text")),
        };
        let mut fitting = self.fitting(&self.keys().await?, algorithm, kid);
        if fitting.is_empty() && self.defects.has(Defect::RefetchStorm) {
            for _ in 0..20 {
                fitting = self.fitting(&self.fetched_keys().await?, algorithm, kid);
            }
        } else if fitting.is_empty() && self.may_refetch() {
            fitting = self.fitting(&self.fetched_keys().await?, algorithm, kid);
        }
        let good = fitting
            .iter()
            .any(|key| key.verifies(token.signed.as_bytes(), &token.signature));
        check(good, "the token's signature is not the provider's")
    }

    /// The keys that a token may have been signed with. One without `kid` may be of any of them.
    fn fitting(&self, keys: &[Key], algorithm: &str, kid: Option<&str>) -> Vec<Key> {
        let named = |key: &Key| match kid {
            None => self.defects.lacks(Defect::RequiresKid),
            Some(kid) => self.defects.has(Defect::IgnoresKid) || key.kid.as_deref() == Some(kid),
        };
        keys.iter()
            .filter(|key| key.algorithm() == algorithm || self.defects.has(Defect::AlgIgnored))
            .filter(|key| named(key))
            .cloned()
            .collect()
    }

    /// What defects make of a signature; nothing when none of them has a say.
    async fn verified_carelessly(&self, token: &Jws) -> Option<Result<(), Refused>> {
        let has = |defect| self.defects.has(defect);
        let signed = token.signed.as_bytes();
        let by = |key: Option<Key>| Some(key?.verifies(signed, &token.signature));
        let algorithm = token.says("alg").unwrap_or_default();
        if has(Defect::NoSignatureCheck)
            || (has(Defect::AlgNone) && algorithm.eq_ignore_ascii_case("none"))
            || (has(Defect::EmptySignature) && token.signature.is_empty() && algorithm != "none")
        {
            return Some(Ok(()));
        }
        if has(Defect::CrashOnOddKid) && token.says("kid").is_some_and(|kid| kid.contains('/')) {
            return Some(Err(Refused::Crash));
        }
        let verified = if has(Defect::HsWithPublicKey) && algorithm == "HS256" {
            let keys = self.keys().await.unwrap_or_default();
            Some(
                keys.iter()
                    .any(|key| key.verifies_as_secret(signed, &token.signature)),
            )
        } else if has(Defect::TrustsJwk) && token.header.contains_key("jwk") {
            by(token.header.get("jwk").and_then(Key::of))
        } else if let Some(url) = token.says("jku").filter(|_| has(Defect::TrustsJku)) {
            let set = self.body_of(url).await;
            let set: Option<Map<String, Value>> = serde_json::from_slice(&set).ok();
            let keys = set.map(|set| of_set(&set)).unwrap_or_default();
            Some(
                keys.iter()
                    .any(|key| key.verifies(signed, &token.signature)),
            )
        } else if let Some(url) = token.says("x5u").filter(|_| has(Defect::TrustsX5u)) {
            by(Key::of_certificate(&self.body_of(url).await))
        } else {
            return None;
        };
        Some(check(
            verified.unwrap_or(false),
            "the token's signature is not that of its own key",
        ))
    }

    async fn body_of(&self, url: &str) -> Vec<u8> {
        let answer = fetch(self.http.get(url)).await;
        answer
            .map(|answer| answer.body().to_vec())
            .unwrap_or_default()
    }
}
