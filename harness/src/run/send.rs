//! `http` steps.

use std::time::Duration;

use url::Url;

use super::{Trouble, World, render};
use crate::{
    clock::Deadline,
    drive::http::{Answer, Body, Request},
    plan::{Follow, HttpBody, HttpStep, Template},
    result::AnswerSeen,
};

/// So many redirects are followed.
const REDIRECTS: usize = 20;

impl World<'_> {
    pub(super) async fn send(&mut self, step: &HttpStep, within: Duration) -> Result<(), Trouble> {
        let deadline = Deadline::after(within);
        let mut request = self.request(step)?;
        if step.at_once > 1 {
            let answers = self
                .http
                .send_at_once(&request, step.at_once, deadline.left())
                .await?;
            let worst = answers.into_iter().max_by_key(|answer| answer.status);
            self.answer = worst.map(|answer| (request.url.clone(), seen(answer)));
            return Ok(());
        }
        for _ in 0..=REDIRECTS {
            let answer = self.http.send(&request, deadline.left()).await?;
            let next = next(step.follow, &request, &answer)?;
            self.answer = Some((request.url.clone(), seen(answer)));
            match next {
                Some(next) => request = next,
                None => return Ok(()),
            }
        }
        Err(Trouble::failed(format!("more than {REDIRECTS} redirects")))
    }

    /// An address that begins with `/` is at the origin of the last answer, as a browser would have it.
    fn address(&self, written: String) -> String {
        let last = self
            .answer
            .as_ref()
            .and_then(|(url, _)| Url::parse(url).ok());
        match last
            .filter(|_| written.starts_with('/'))
            .map(|last| last.join(&written))
        {
            Some(Ok(url)) => url.into(),
            Some(Err(_)) | None => written,
        }
    }

    fn request(&self, step: &HttpStep) -> Result<Request, Trouble> {
        let text = |template: &Template| render::text(template, &self.variables);
        let named = |pairs: &[(String, Template)]| {
            pairs
                .iter()
                .map(|(name, template)| Ok((name.clone(), text(template)?)))
                .collect::<Result<Vec<_>, Trouble>>()
        };
        Ok(Request {
            method: step.method.clone(),
            url: self.address(text(&step.url)?),
            headers: named(&step.headers)?,
            body: match &step.body {
                HttpBody::None => Body::None,
                HttpBody::Form(pairs) => Body::Form(named(pairs)?),
                HttpBody::Json(value) => Body::Json(render::value(value, &self.variables)?),
                HttpBody::Text(template) => Body::Raw(text(template)?),
            },
        })
    }
}

fn seen(answer: Answer) -> AnswerSeen {
    AnswerSeen {
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
        curl: answer.curl,
    }
}

/// The request that follows an answer, if one does.
fn next(follow: Follow, request: &Request, answer: &Answer) -> Result<Option<Request>, Trouble> {
    let location = answer.headers.iter().find(|(name, _)| name == "location");
    let Some((_, location)) = location.filter(|_| (300..400).contains(&answer.status)) else {
        return Ok(None);
    };
    let next = redirected(request, answer.status, location)?;
    let origin = |url: &str| Url::parse(url).map(|url| url.origin()).ok();
    let followed = match follow {
        Follow::Never => false,
        Follow::SameOrigin => origin(&next.url) == origin(&request.url),
        Follow::Always => true,
    };
    Ok(followed.then_some(next))
}

/// The request that a redirect asks for (RFC 9110 section 15.4): 307 and 308 repeat, the others get.
fn redirected(request: &Request, status: u16, location: &str) -> Result<Request, Trouble> {
    let next = Url::parse(&request.url)
        .and_then(|url| url.join(location))
        .map_err(|error| Trouble::failed(format!("a redirect to {location:?}: {error}")))?;
    let repeat = matches!(status, 307 | 308);
    Ok(Request {
        method: if repeat {
            request.method.clone()
        } else {
            "GET".to_owned()
        },
        url: next.into(),
        headers: if repeat {
            request.headers.clone()
        } else {
            Vec::new()
        },
        body: if repeat {
            request.body.clone()
        } else {
            Body::None
        },
    })
}
