//! The epoch: which life of the log a number belongs to.
//!
//! A relay put back from an older copy gives numbers out a second time. A copy made by
//! `handrail-relay backup` has no epoch, so the first start mints one. A copy made otherwise shows when
//! a laptop says a number that the log has not reached, or a mark that is not the one stored there.

use crate::log::{Expect, Log, LogError, Note};
use crate::protocol::text::Epoch;

/// The note that holds it.
pub const NOTE: &str = "epoch/now";

/// The epoch, made if there is none.
///
/// # Errors
/// When the log cannot be used.
pub async fn current(log: &dyn Log) -> Result<Epoch, LogError> {
    match log.note(NOTE).await? {
        Some(note) => read(&note),
        None => match log.write(NOTE, Epoch::random().to_string().into(), Expect::Nothing).await {
            Ok(_) | Err(LogError::Changed) => {
                read(&log.note(NOTE).await?.ok_or_else(|| LogError::Failed("the epoch is gone".into()))?)
            }
            Err(other) => Err(other),
        },
    }
}

/// Begins another epoch, unless somebody did so since `seen`. What it is now.
///
/// # Errors
/// When the log cannot be used.
pub async fn begin_anew(log: &dyn Log, seen: Epoch) -> Result<Epoch, LogError> {
    if let Some(note) = log.note(NOTE).await?
        && read(&note)? == seen
    {
        tracing::warn!("the log is older than a laptop's position: a new epoch begins");
        match log.write(NOTE, Epoch::random().to_string().into(), Expect::Revision(note.revision)).await {
            Ok(_) | Err(LogError::Changed) => {}
            Err(other) => return Err(other),
        }
    }
    current(log).await
}

fn read(note: &Note) -> Result<Epoch, LogError> {
    let text = std::str::from_utf8(&note.value).unwrap_or_default();
    text.parse().map_err(|_| LogError::Failed("the epoch cannot be read".into()))
}
