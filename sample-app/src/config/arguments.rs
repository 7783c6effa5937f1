//! The command line and the environment, as written.

use clap::Parser;

/// Flags and environment variables before they are checked; a flag wins over its variable.
#[derive(Clone, Debug, Default, Parser)]
#[command(
    name = "sample-app",
    version,
    about = "A web application that signs people in with Logto",
    after_help = "Values from Logto Console -> Applications -> your application. Register there \
                  BASE_URL/callback as redirect URI, BASE_URL/ as post sign-out redirect URI, and, \
                  for back-channel logout, BASE_URL/backchannel_logout."
)]
pub struct Arguments {
    /// Logto's address.
    #[arg(
        long,
        env = "LOGTO_ENDPOINT",
        value_name = "URL",
        help = "Logto's address, such as https://my-tenant.logto.app"
    )]
    pub logto_endpoint: Option<String>,
    /// The application's "App ID"
    #[arg(long, env = "LOGTO_APP_ID", value_name = "ID")]
    pub logto_app_id: Option<String>,
    /// One of the application's "App secrets" (prefer the variable: flags show in process lists)
    #[arg(
        long,
        env = "LOGTO_APP_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub logto_app_secret: Option<String>,
    /// Scopes to ask for.
    #[arg(
        long,
        env = "LOGTO_SCOPES",
        value_name = "SCOPES",
        help = "Scopes to ask for, separated by spaces [default: openid offline_access profile email]"
    )]
    pub logto_scopes: Option<String>,
    /// API resource indicators to ask access tokens for, separated by spaces
    #[arg(long, env = "LOGTO_RESOURCES", value_name = "URIS")]
    pub logto_resources: Option<String>,
    /// The address people open.
    #[arg(
        long,
        env = "BASE_URL",
        value_name = "URL",
        help = "The address people open [default: http://localhost:PORT]"
    )]
    pub base_url: Option<String>,
    /// The port to listen on [default: 3000]
    #[arg(long, env = "PORT", value_name = "PORT")]
    pub port: Option<String>,
    /// The address to listen on [default: loopback, IPv4 and IPv6]
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<String>,
}
