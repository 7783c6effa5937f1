//! `/device`: the code that a device shows (RFC 8628 section 3.3), and the page after all went well.
//!
//! The engine's device endpoint decides; this page only has the form. Logto's page sends it there by script,
//! here it comes to the page itself, which passes it on.

use askama::Template;
use http::{Method, StatusCode};

use super::{field::Field, frame::Frame, paths, texts::Texts, visit::Visit};
use crate::{
    logto::envelope,
    oidc::{
        dispatch,
        exchange::{Body, Reply, Request},
        params::Params,
    },
};

/// What ties the page's form to the browser that it was sent to.
const XSRF: &str = "_logto_device_flow_xsrf";

#[derive(Debug, Template)]
#[template(path = "logto/device.html")]
struct DevicePage {
    frame: Frame,
    t: &'static Texts,
    code: Field,
}

#[derive(Debug, Template)]
#[template(path = "logto/device_success.html")]
struct DeviceSuccessPage {
    frame: Frame,
    t: &'static Texts,
}

/// `GET /device`. A browser that was not sent here by the device endpoint is sent there.
pub(super) fn show(visit: &mut Visit<'_>) -> Reply {
    if visit.request.cookie(XSRF).is_none() {
        return to_endpoint(visit);
    }
    let query = &visit.request.query;
    let typed = query.get("user_code").or_else(|| query.get("input_code"));
    let t = visit.t;
    let error = query.get("error").map(|error| match error {
        "NoCodeError" => t.device_code_required,
        "NotFoundError" | "ExpiredError" | "AlreadyUsedError" => t.device_code_invalid,
        _ => t.device_interrupted,
    });
    page(visit, typed.unwrap_or_default(), error)
}

/// `POST /device`.
pub(super) fn submit(visit: &mut Visit<'_>) -> Reply {
    let Some(xsrf) = visit.request.cookie(XSRF) else {
        return to_endpoint(visit);
    };
    let typed = visit.field("device_user_code");
    if typed.is_empty() {
        let required = visit.t.device_code_required;
        return page(visit, "", Some(required));
    }
    let mut form = Params::default();
    form.set("xsrf", xsrf);
    form.set("user_code", typed);
    // The code that the page was opened with was looked up already: sending it again says yes.
    if visit.request.query.get("user_code") == Some(typed) {
        form.set("confirm", "yes");
    }
    let mut request = Request::new(Method::POST, &visit.request.origin, "/device").with_form(form);
    request.headers = visit.request.headers.clone();
    let mut tx = visit.state.tx(visit.profile, visit.now);
    let mut reply = dispatch::handle(&mut tx, &request);
    envelope::rewrite(&mut reply, &request);
    reply
}

/// `GET /device/success`.
pub(super) fn show_success(visit: &mut Visit<'_>) -> Reply {
    let page = DeviceSuccessPage {
        t: visit.t,
        frame: visit.frame(paths::DEVICE),
    };
    visit.page(&page)
}

fn to_endpoint(visit: &Visit<'_>) -> Reply {
    let query = visit.request.query.encode();
    let mark = if query.is_empty() { "" } else { "?" };
    let address = format!("{}/device{mark}{query}", visit.profile.mount);
    Reply::new(StatusCode::FOUND, Body::Redirect(address))
}

fn page(visit: &mut Visit<'_>, typed: &str, error: Option<&str>) -> Reply {
    let t = visit.t;
    let page = DevicePage {
        t,
        code: Field {
            name: "device_user_code".into(),
            kind: "text",
            label: t.code.to_owned(),
            value: typed.to_owned(),
            error: error.map(str::to_owned),
            focused: true,
            ..Field::default()
        },
        frame: visit.frame(paths::DEVICE),
    };
    visit.page(&page)
}
