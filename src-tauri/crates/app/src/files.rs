//! Files that a person asked for, saved where they choose.

use std::io::{Error, ErrorKind, Write};
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
    let (_, saved) = stream(host, name, text, |text, to| to.write_all(text.as_bytes())).await?;
    Ok(ExportedFile { name: name.to_owned(), count: u32::try_from(count).unwrap_or(u32::MAX), saved: saved? })
}

/// Saves as a file what is written while it is made of something, and gives that back. It may be made more than once.
/// The outer error is a fault of ours.
pub(crate) async fn stream<T: Send + 'static>(
    host: Arc<dyn Host>,
    name: &str,
    mut of: T,
    mut write: impl FnMut(&mut T, &mut dyn Write) -> Result<(), Error> + Send + 'static,
) -> Result<(T, Result<SavedFile, ApiError>), ApiError> {
    let name = name.to_owned();
    // The person takes as long as they like.
    let asked = tokio::task::spawn_blocking(move || {
        let saved = match host.save_file(&name, &mut |to| write(&mut of, to)) {
            Ok(Saved::At(place)) => Ok(SavedFile::Here { place: place.display().to_string() }),
            Ok(Saved::Nowhere) => Ok(SavedFile::Nowhere),
            Ok(Saved::NotHere) => {
                let mut bytes = Vec::new();
                write(&mut of, &mut bytes).and_then(|()| {
                    Ok(SavedFile::Page { text: String::from_utf8(bytes).map_err(Error::other)? })
                })
            }
            Err(error) => Err(error),
        };
        (of, saved.map_err(of_file))
    });
    asked.await.map_err(|fault| internal(&fault))
}

/// Why a file was not written, as far as a person can do something about it.
fn of_file(error: Error) -> ApiError {
    let error = match error.downcast::<ApiError>() {
        Ok(of_its_own) => return of_its_own,
        Err(error) => error,
    };
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
    use crate::{Announcement, Written};

    /// A desktop that answers like this.
    struct Desktop(fn() -> std::io::Result<Saved>);

    impl Host for Desktop {
        fn open_url(&self, _: &Url) {}

        fn announce(&self, _: &Announcement) {}

        fn is_in_front(&self) -> bool {
            true
        }

        fn save_file(&self, _: &str, _: Written<'_>) -> std::io::Result<Saved> {
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
