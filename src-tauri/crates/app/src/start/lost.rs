//! A database that was there and is there no more: no first start, and nothing that an empty one may take the place of.

use std::io;
use std::path::{Path, PathBuf};

use api::view::Phase;
use domain::time::Timestamp;
use store::Store;

use super::{Live, database};
use crate::recovery;

/// What it means that there is no database.
pub(super) fn looked_for(profile_dir: &Path) -> Live {
    match remains(profile_dir) {
        Ok(remains) if remains.is_empty() => Live::Empty,
        Ok(remains) => {
            tracing::error!(remains = remains.len(), "the database is gone, and there is more of it");
            Live::Stopped(Phase::StoreLost.into())
        }
        Err(error) => {
            tracing::error!(kind = ?error.kind(), "the profile cannot be looked through");
            Live::Stopped(Phase::StoreUnreachable.into())
        }
    }
}

/// Puts what is left of a lost database into a folder of its own beside it, as it is, so that another can be made. Where the
/// database is back, nothing is moved.
///
/// # Errors
/// As the disk says; what was moved before can be found in the folder.
pub(crate) fn set_aside(profile_dir: &Path, now: Timestamp) -> io::Result<()> {
    if Store::exists(&database(profile_dir)) {
        return Ok(());
    }
    put(remains(profile_dir)?, profile_dir, now)
}

/// The same of a database of which nothing can be read. The file is first: without it the rest is a lost one's.
///
/// # Errors
/// As the disk says; what was moved before can be found in the folder.
pub(crate) fn set_unreadable_aside(profile_dir: &Path, now: Timestamp) -> io::Result<()> {
    let mut files = vec![database(profile_dir)];
    files.extend(remains(profile_dir)?);
    put(files, profile_dir, now)
}

fn put(files: Vec<PathBuf>, profile_dir: &Path, now: Timestamp) -> io::Result<()> {
    let folder = profile_dir.join(format!("lost-{}", now.0));
    for file in files {
        let Some(name) = file.file_name() else { continue };
        std::fs::create_dir_all(&folder)?;
        match std::fs::rename(&file, folder.join(name)) {
            // It was moved when this was tried before.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            moved => moved?,
        }
    }
    Ok(())
}

/// What only a database leaves: its log, copies of it, and its key under a recovery code.
fn remains(profile_dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut remains = Store::remains(&database(profile_dir))?;
    remains.extend(Some(recovery::file(profile_dir)).filter(|file| file.exists()));
    Ok(remains)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_moved_in_part_is_moved_to_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let profile = folder.path();
        let (file, now) = (database(profile), Timestamp(1_790_000_000_000));
        let name = file.file_name().expect("has a name").to_string_lossy().into_owned();
        let log = profile.join(format!("{name}-wal"));
        std::fs::write(&log, "a log").expect("writes");
        set_unreadable_aside(profile, now).expect("goes on without the file");
        assert!(!log.exists());
        let moved = std::fs::read(profile.join("lost-1790000000000").join(format!("{name}-wal")));
        assert_eq!(moved.expect("is kept"), b"a log");
    }
}
