//! Building an app: a command that runs to its end before the first start.

use std::time::Duration;

use super::{
    log::Log,
    process::{AppError, Launch, watch},
};
use crate::{
    clock::{self, Deadline},
    drive::reaper::Reaper,
};

/// A failed build shows more than a failed start: compilers explain themselves.
const SHOWN: usize = 60;

/// Runs a build to its end.
pub async fn build(launch: &Launch, within: Duration, reaper: &Reaper) -> Result<(), AppError> {
    let log = Log::default();
    let (mut family, mut readers) = launch.spawn(&log, reaper)?;
    let status = match clock::by(Deadline::after(within), family.wait()).await {
        Some(Ok(status)) if status.success() => return Ok(()),
        Some(Ok(status)) => status.to_string(),
        Some(Err(cause)) => return Err(watch(launch, &cause)),
        None => format!("not done within {within:?}"),
    };
    // What is left of a build that took too long ends here, so that its streams do.
    drop(family);
    readers.finish().await;
    Err(AppError::Build {
        command: launch.line(),
        status,
        log: log.tail(SHOWN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_build_succeeds_fails_or_takes_too_long() {
        let reaper = Reaper::new();
        let within = Duration::from_mins(1);
        build(&Launch::shell("true"), within, &reaper)
            .await
            .unwrap();

        let failed = build(&Launch::shell("exit 3"), within, &reaper)
            .await
            .unwrap_err();
        assert!(
            failed
                .to_string()
                .starts_with("the build `exit 3` failed (exit status: 3)"),
            "{failed}"
        );

        let slow = build(&Launch::shell("sleep 300"), Duration::ZERO, &reaper)
            .await
            .unwrap_err();
        assert!(slow.to_string().contains("(not done within 0ns)"), "{slow}");
        assert!(reaper.living().is_empty());
    }
}
