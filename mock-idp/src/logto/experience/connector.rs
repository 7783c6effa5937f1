//! What an experience needs to know of a connector.

use crate::logto::{
    connectors::{self, Kind},
    model::Connector,
};

/// What kind it is; one of a factory that the mock does not know counts as social.
pub fn kind(connector: &Connector) -> Kind {
    connectors::factory(&connector.connector_id).map_or(Kind::Social, |factory| factory.kind)
}
