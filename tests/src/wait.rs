//! Waiting for a condition: looked at often, given up at a deadline, never slept for.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long anything may take. Generous, since it only decides how soon a failure is known.
pub const DEADLINE: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(40);

/// Looks until there is something to see.
///
/// # Errors
/// When there is nothing at the deadline, with `what` was waited for; and the error of a look that fails.
pub async fn for_some<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    watch(DEADLINE, what, look).await
}

/// Looks until something is so.
///
/// # Errors
/// As [`for_some`].
pub async fn until(what: &str, mut look: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    for_some(what, async || Ok(look().await?.then_some(()))).await
}

/// As [`until`], for what takes longer by itself.
///
/// # Errors
/// As [`for_some`].
pub async fn within(
    deadline: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<bool>,
) -> Result<()> {
    watch(deadline, what, async || Ok(look().await?.then_some(()))).await
}

async fn watch<T>(
    deadline: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if start.elapsed() > deadline {
            bail!("waited {deadline:?} for this in vain: {what}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
