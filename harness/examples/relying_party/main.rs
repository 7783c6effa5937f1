//! A relying party to test the conformance catalogue with: OpenID Connect's code flow written out by hand,
//! right in everything as it is, and wrong in one thing for each `--defect`.
//!
//! It is no example of how to write a relying party: use a library. Nothing is left to one here so that every
//! check can be left out. `harness/tests/defects.rs` runs the catalogue against it: it must pass every row,
//! and each defect must be caught by one.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod ambient;
mod backchannel;
mod callback;
mod defects;
mod fetch;
mod id_token;
mod jws;
mod keys;
mod pages;
mod party;
mod provider;
mod refused;
mod session;
mod signed_in;
mod signing_in;
mod signing_out;
mod table;
mod tokens;
mod userinfo;

use std::{error::Error, net::Ipv4Addr};

use clap::Parser;
use defects::{Defect, Defects};
use party::{Party, Settings};
use provider::Provider;
use tokio::net::TcpListener;

/// A relying party with a switch for each defect.
#[derive(Debug, Parser)]
struct Arguments {
    /// Does this wrong; may be repeated.
    #[arg(long, env = "RELYING_PARTY_DEFECT", value_name = "NAME")]
    defect: Vec<Defect>,
    /// Prints the defects, each with the rows that must catch it, and ends.
    #[arg(long)]
    list: bool,
    /// Prints `scenarios/conformance/DEFECTS.md`, and ends.
    #[arg(long)]
    table: bool,
    /// The provider's issuer.
    #[arg(long, env = "ISSUER", default_value = "http://localhost:3001/oidc")]
    issuer: String,
    /// The client's id there.
    #[arg(long, env = "CLIENT_ID", default_value = "bookstore")]
    client_id: String,
    /// The client's secret there.
    #[arg(long, env = "CLIENT_SECRET", default_value = "bookstore-secret")]
    client_secret: String,
    /// The address that browsers reach this by.
    #[arg(long, env = "BASE_URL", default_value = "http://localhost:3000")]
    base_url: String,
    /// Where to listen, on 127.0.0.1.
    #[arg(long, env = "PORT", default_value_t = 3000)]
    port: u16,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if arguments.list {
        ambient::say(&table::list());
        return Ok(());
    }
    if arguments.table {
        ambient::say(&table::markdown());
        return Ok(());
    }
    for defect in &arguments.defect {
        ambient::say(&format!("does wrong: {}", defect.name()));
    }
    let defects = Defects::new(arguments.defect);
    let settings = Settings {
        base_url: arguments.base_url,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret,
    };
    let provider = Provider::new(arguments.issuer, defects.clone())?;
    let party = Party::new(settings, provider, defects);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    ambient::say(&format!("listening on {}", listener.local_addr()?));
    axum::serve(listener, party.router()).await?;
    Ok(())
}
