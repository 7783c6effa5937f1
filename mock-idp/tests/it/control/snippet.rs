use std::time::Duration;

use mock_idp::control::{Client, clock::ClockChange, journal::JournalFilter, time::Span};

async fn lie_and_look(control_url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mock = Client::new(control_url); // of this process, or of another one
    mock.arm(&"id-token: { nonce: { append: '1' } }".parse()?)
        .await?; // ID tokens are wrong now
    let mut change = ClockChange::default();
    change.advance = Some(Span(Duration::from_secs(61)));
    mock.change_clock(&change).await?; // and codes are too old
    let mut refused = JournalFilter::default();
    refused.failed = Some(true);
    for entry in mock.journal(&refused).await? {
        let reason = entry.error.map(|error| error.reason);
        println!("{} {} {reason:?}", entry.endpoint, entry.status); // what was refused, and why
    }
    Ok(())
}
