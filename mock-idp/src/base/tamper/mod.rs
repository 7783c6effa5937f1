//! Tampering: what a provider sends, changed on purpose.
//!
//! This room is the language and its application, pure: what can be changed ([`Artefact`]), where ([`Field`]), how
//! ([`Operation`], [`SignatureFault`], [`Respond`]) and when ([`When`]); what is armed in a tenant ([`Tampers`]); and
//! what a change makes of JSON, of parameters and of a token's draft. The two doors through which all of it
//! goes are elsewhere: the signing of tokens (`oidc::issue`, and Hugging Face's ID token) and one layer for
//! whole answers (`oidc::transport::tamper`).
//!
//! # The language
//!
//! One shape everywhere: in a seed under `tampers:`, in a scenario under `tamper:`, as a body of the control API, and
//! as a [`Plan`] that is parsed from text. A plan maps artefacts to a change, or to a list of changes, which are
//! made in order.
//!
//! ```yaml
//! id-token:
//!   nonce: { append: "1" }              # a field, and one operation
//!   exp: { add: -360 }
//!   header: { kid: { remove: true } }   # a token's JOSE header
//!   signature: flipped
//!   when: { nth: 2, times: 1, client: app, user: alice }
//! token-response:
//!   - expires_in: { remove: true }
//!   - respond: { status: 500 }
//!     when: { nth: 2 }
//! ```
//!
//! **Artefacts.** JSON: `discovery`, `jwks`, `token-response`, `userinfo`, `introspection`. Parameters, wherever they
//! stand (query, fragment, or the form of `form_post`): `authorization-response`, `end-session-return`. Tokens:
//! `id-token`, `access-token` (where it is a JWT; an opaque one is a field of the token response), `logout-token`. At the
//! other provider: `huggingface-discovery`, `huggingface-jwks`, `huggingface-authorization-response`,
//! `huggingface-token-response`, `huggingface-id-token`, `huggingface-userinfo`. Every answer of an endpoint counts, errors
//! too.
//!
//! **Fields** are paths: `nonce`, `address.locality`, `keys[0].kid` (or `keys.0.kid`), `keys[*].kid` for every element, `*`
//! for every member, `events["http://…"]` for a name with dots. In YAML's `{ … }` a path with brackets needs
//! quotes. `header`, `signature`, `rotate-key`, `respond` and `when` are no fields; `["header"]` is one.
//!
//! **Operations**:
//!
//! | operation | what it does | where there is nothing |
//! |---|---|---|
//! | `set: JSON` | puts the value there | makes the field |
//! | `append: JSON`, `prepend: JSON` | adds text to text (numbers, truth values and null become text), an element to a list, members to an object | makes the field |
//! | `remove: true` | takes the field out | nothing |
//! | `replace: { from, to }` | other words in text, wherever they stand | nothing |
//! | `duplicate: true` | sends it twice: a parameter, a JSON member of the same name, an element; any other value is what the second one says | nothing |
//! | `retype: string` | the same as `string`, `number`, `boolean`, `list`, `object` or `null`; a parameter becomes `name[]` or `name[value]` | nothing |
//! | `add: N` | adds to a number, or to text that is one | nothing |
//!
//! **Signatures** of tokens: `none`, `empty`, `flipped`, `other-key`, `hs256-with-public-key`, `foreign-jwk`, `foreign-jku`,
//! `foreign-x5u`; see [`SignatureFault`]. The foreign keys are fixed; they can be fetched from the control listener,
//! so that a party that believes the header does fall for it. Without a fault a changed token is signed
//! again: its signature is right, and only a check of what was changed finds it. `header` has the last word: an
//! unknown or missing `kid` is `header: { kid: { set: unknown } }` or `{ kid: { remove: true } }`.
//! `rotate-key: true` gives the issuer a new P-384 key just before this token is signed; the key before stays in
//! the key set.
//!
//! **Transport** of answers, under `respond`: `status`, `body`, `content-type`, `headers`, `huge`, `truncate`, `drip`,
//! `delay`, `close`; see [`Respond`]. `Content-Length` and `ETag` stay right for what is sent, but for `truncate`,
//! whose point is a broken promise.
//!
//! **When**: `nth`, `times`, `client`, `user`; see [`When`]. Times are counted for each change from when it was armed; one
//! that found nothing to change has not fired. `discovery` and `jwks` are sent to anyone, so there is no client and
//! no user to name.
//!
//! # What the journal says
//!
//! An exchange that was changed has an entry with marks ([`Tampered`]): which tamper, which artefact and field, what
//! was there and what is there now. What the entry says was issued is what was sent.

mod armed;
mod artefact;
mod change;
mod field;
mod foreign;
mod json;
mod operation;
mod parameters;
mod plan;
mod respond;
mod signature;
mod token;
mod when;
mod word;

pub(crate) use armed::Due;
pub use armed::{Tamper, Tampered, Tampers};
pub use artefact::{Artefact, Form};
pub use change::{Change, Fields, Unfit};
pub use field::{Field, NoField, Step};
pub use foreign::{Foreign, JWKS_PATH};
pub(crate) use json::{Made, change, write};
pub use operation::{Operation, Replace, Type, Yes};
pub(crate) use parameters::Parameters;
pub use plan::{NoPlan, Plan};
pub use respond::{Pause, Respond, Size};
pub use signature::SignatureFault;
pub(crate) use token::{Forged, forge};
pub use when::{Occasion, When};

#[cfg(test)]
mod properties;
