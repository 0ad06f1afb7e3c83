//! Files that a person asked for, saved where they choose.

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use api::view::{ExportedFile, SavedFile};
use api::{ApiError, ErrorCode};

use crate::errors::internal;
use crate::{Host, Saved};

/// Saves a text with so many entries as a file.
pub(crate) async fn save(
    host: Arc<dyn Host>,
    name: &str,
    text: String,
    count: usize,
) -> Result<ExportedFile, ApiError> {
    let name = name.to_owned();
    // The person takes as long as they like.
    let asked = tokio::task::spawn_blocking(move || {
        let saved = host.save_file(&name, text.as_bytes());
        (name, text, saved)
    });
    let (name, text, saved) = asked.await.map_err(|fault| internal(&fault))?;
    let saved = match saved.map_err(|error| of_file(&error))? {
        Saved::At(place) => SavedFile::Here { place: place.display().to_string() },
        Saved::Nowhere => SavedFile::Nowhere,
        Saved::NotHere => SavedFile::Page { text },
    };
    Ok(ExportedFile { name, count: u32::try_from(count).unwrap_or(u32::MAX), saved })
}

/// Why a file was not written, as far as a person can do something about it.
fn of_file(error: &Error) -> ApiError {
    tracing::warn!(kind = ?error.kind(), "a file was not saved");
    ApiError::new(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => ErrorCode::FolderRefused,
        _ => ErrorCode::FileNotWritten,
    })
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::Announcement;

    /// A desktop that answers like this.
    struct Desktop(fn() -> std::io::Result<Saved>);

    impl Host for Desktop {
        fn open_url(&self, _: &Url) {}

        fn announce(&self, _: &Announcement) {}

        fn is_in_front(&self) -> bool {
            true
        }

        fn save_file(&self, _: &str, _: &[u8]) -> std::io::Result<Saved> {
            (self.0)()
        }
    }

    #[tokio::test]
    async fn what_failed_is_told_apart_and_a_place_not_chosen_is_no_failure() {
        let save = async |answer: fn() -> std::io::Result<Saved>| {
            let saved = save(Arc::new(Desktop(answer)), "a.csv", "text".into(), 3).await;
            saved.map(|file| file.saved).map_err(|error| error.code)
        };
        let place = SavedFile::Here { place: "a.csv".into() };
        assert_eq!(save(|| Ok(Saved::At("a.csv".into()))).await, Ok(place));
        assert_eq!(save(|| Ok(Saved::Nowhere)).await, Ok(SavedFile::Nowhere));
        assert_eq!(save(|| Ok(Saved::NotHere)).await, Ok(SavedFile::Page { text: "text".into() }));
        assert_eq!(save(|| Err(ErrorKind::StorageFull.into())).await, Err(ErrorCode::DiskFull));
        assert_eq!(save(|| Err(ErrorKind::PermissionDenied.into())).await, Err(ErrorCode::FolderRefused));
        assert_eq!(save(|| Err(ErrorKind::NotFound.into())).await, Err(ErrorCode::FileNotWritten));
    }
}
