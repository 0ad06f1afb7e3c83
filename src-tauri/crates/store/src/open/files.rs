//! Files and folders that only their owner may read. SQLite gives its log files the rights of the database.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file beside the database, whose name begins with the database's.
pub(crate) fn beside(database: &Path, end: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// How large a file is, in bytes; one that is not there is empty.
pub(crate) fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |file| file.len())
}

/// The folder that a file is in.
pub(crate) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the database's folder, if it is missing.
pub(crate) fn prepare_folder(database: &Path) -> io::Result<()> {
    let folder = folder(database);
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    owner_only::folder(&mut builder);
    builder.create(folder)
}

/// Makes an empty file; one that is there and empty already is fine.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    open_private(path).map(drop)
}

/// Opens a file for writing without cutting it, and makes it if it is missing.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    owner_only::file(&mut options);
    options.open(path)
}

/// Copies a file, and returns when the copy and its name are on disk. Where there is no room for it nothing is tried, and a copy that fails
/// leaves nothing.
pub(super) fn copy_private(from: &Path, to: &Path) -> io::Result<()> {
    let copied = copy_whole(from, to);
    if copied.is_err() {
        // The copy's own error says more.
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = open_private(to)?;
    copy.set_len(0)?;
    let mut from = File::open(from)?;
    if !has_room_beside(to, from.metadata()?.len()) {
        return Err(io::ErrorKind::StorageFull.into());
    }
    io::copy(&mut from, &mut copy)?;
    copy.sync_all()?;
    sync_folder(folder(to))
}

/// Makes new names in a folder durable; Windows has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether nothing more can be written beside the database, by the system's own word: a page more is tried.
pub(crate) fn has_no_room_beside(database: &Path) -> bool {
    let path = database.with_extension("room");
    let written = open_private(&path).and_then(|mut file| {
        file.write_all(&[1; 4_096])?;
        file.sync_all()
    });
    // Nothing is kept in it, and the next one takes its place.
    let _ = std::fs::remove_file(path);
    written.is_err_and(|error| is_no_room(&error))
}

/// Whether there are so many bytes of room beside the database. What the system does not say is no reason not to try.
pub(crate) fn has_room_beside(database: &Path, bytes: u64) -> bool {
    fs4::available_space(folder(database)).map_or(true, |room| room >= bytes)
}

/// Whether the disk is full, or the person's share of it.
pub(crate) fn is_no_room(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

#[cfg(unix)]
mod owner_only {
    use std::fs::{DirBuilder, OpenOptions};
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

    pub(super) fn folder(builder: &mut DirBuilder) {
        builder.mode(0o700);
    }

    pub(super) fn file(options: &mut OpenOptions) {
        options.mode(0o600);
    }
}

/// Windows: the profile folder's own access list is already the owner's alone.
#[cfg(not(unix))]
mod owner_only {
    use std::fs::{DirBuilder, OpenOptions};

    pub(super) fn folder(_: &mut DirBuilder) {}

    pub(super) fn file(_: &mut OpenOptions) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_counted_where_the_database_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        assert!(has_room_beside(&database, 1));
        assert!(!has_room_beside(&database, u64::MAX));
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("copy");
        // What can be opened, if at all, but not read to its end.
        assert!(copy_private(folder.path(), &copy).is_err());
        assert!(!copy.exists());
    }
}
