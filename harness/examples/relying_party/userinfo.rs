//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3).

use serde_json::{Map, Value};
use url::Url;

use crate::{
    defects::Defect,
    fetch::fetch,
    party::Party,
    refused::{Refused, check},
};

impl Party {
    /// What the provider tells of somebody: only if it is about this subject.
    pub(crate) async fn userinfo(
        &self,
        access_token: &str,
        subject: Option<&str>,
    ) -> Result<Map<String, Value>, Refused> {
        let asked = self.ask_userinfo(access_token).await.map_err(|refused| {
            if self.defects.has(Defect::CrashOnUserinfo) && refused != Refused::Stale {
                Refused::Crash
            } else {
                refused
            }
        })?;
        if asked.contains_key("_claim_sources") && self.defects.has(Defect::CrashOnClaimSources) {
            return Err(Refused::Crash);
        }
        // Section 5.3.2: what is about somebody else must not be used.
        let good = match (asked.get("sub"), subject) {
            (None, _) => self.defects.has(Defect::UserinfoWithoutSub),
            (Some(_), None) => true,
            (Some(said), Some(subject)) => {
                said == subject || self.defects.has(Defect::ForeignUserinfo)
            }
        };
        check(good, "the userinfo is about somebody else")?;
        Ok(asked)
    }

    async fn ask_userinfo(&self, access_token: &str) -> Result<Map<String, Value>, Refused> {
        let metadata = self.provider.metadata().await?;
        let mut url = Url::parse(&metadata.userinfo_endpoint)
            .map_err(|_| Refused::because("the userinfo endpoint is no address"))?;
        if self.defects.has(Defect::TokenInQuery) {
            url.query_pairs_mut()
                .append_pair("access_token", access_token);
        }
        let request = self.provider.http.get(url).bearer_auth(access_token);
        let answer = fetch(request).await?;
        if answer.status == 401 {
            return Err(Refused::Stale);
        }
        check(answer.status == 200, "the userinfo endpoint refuses")?;
        let answer = if self.defects.has(Defect::UnicodeNames) {
            answer.as_latin1()
        } else {
            answer
        };
        answer.json()
    }
}
