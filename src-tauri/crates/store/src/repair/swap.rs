//! Putting the new file in the damaged one's place. From the moment that it has its last name it is whole, and a crash on
//! the way goes on at the next start.

use std::io;
use std::path::{Path, PathBuf};

use domain::time::Timestamp;

use crate::open::files;

/// What the name of the new file has after the database's while it is made.
const PART: &str = ".repairing";
/// The same once it is whole; after it the name of the folder that the damaged file goes into.
const WHOLE: &str = ".repaired.";
/// The database's files, those first of which it makes no use without the others. A journal that stayed would be rolled back
/// into the new file.
const ENDS: [&str; 4] = ["-journal", "-wal", "-shm", ""];

/// Makes an empty file for what is saved.
pub(super) fn begin(database: &Path) -> io::Result<PathBuf> {
    let part = files::beside(database, PART);
    files::create_private(&part)?;
    Ok(part)
}

/// Removes a new file that does not become whole, or what a crash left of one.
pub(super) fn remove_part(database: &Path) -> io::Result<()> {
    let part = files::beside(database, PART);
    for end in ENDS {
        match std::fs::remove_file(files::beside(&part, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The folder that a file which was found damaged now goes into.
pub(super) fn folder(now: Timestamp) -> String {
    format!("damaged-{}", now.0)
}

/// Puts the new file in the damaged one's place, and that into the folder.
pub(super) fn end(database: &Path, part: &Path, folder: &str) -> io::Result<()> {
    files::open_private(part)?.sync_all()?;
    std::fs::rename(part, files::beside(database, &format!("{WHOLE}{folder}")))?;
    files::sync_folder(files::folder(database))?;
    finish(database)
}

/// Whether a new file is whole and not yet in its place. A folder that cannot be looked through may have one.
pub(crate) fn is_to_finish(database: &Path) -> bool {
    match whole(database) {
        Ok(whole) => whole.is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Goes on where a new file was whole and not yet in its place. One that never became whole goes.
pub(crate) fn finish(database: &Path) -> io::Result<()> {
    remove_part(database)?;
    let Some((whole, folder)) = whole(database)? else { return Ok(()) };
    for end in ENDS {
        let file = files::beside(database, end);
        let (true, Some(name)) = (file.exists(), file.file_name()) else { continue };
        let aside = folder.join(name);
        files::prepare_folder(&aside)?;
        std::fs::rename(&file, aside)?;
    }
    std::fs::rename(whole, database)?;
    files::sync_folder(files::folder(database))
}

/// A new file that is whole, and the folder for the damaged one.
fn whole(database: &Path) -> io::Result<Option<(PathBuf, PathBuf)>> {
    let beside = files::folder(database);
    let mut begins = database.file_name().unwrap_or_default().to_owned();
    begins.push(WHOLE);
    for entry in std::fs::read_dir(beside)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(folder) =
            name.to_str().zip(begins.to_str()).and_then(|(name, begins)| name.strip_prefix(begins))
        {
            return Ok(Some((entry.path(), beside.join(folder))));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_damaged_file_stays_beside_the_new_one() {
        let home = tempfile::tempdir().expect("a folder");
        let database = home.path().join("store.db");
        for end in ENDS {
            std::fs::write(files::beside(&database, end), format!("old{end}")).expect("writes");
        }
        let part = begin(&database).expect("begins");
        std::fs::write(&part, "new").expect("writes");
        end(&database, &part, "damaged-1").expect("ends");
        assert_eq!(std::fs::read_to_string(&database).expect("reads"), "new");
        let aside = home.path().join("damaged-1").join("store.db");
        assert_eq!(std::fs::read_to_string(&aside).expect("reads"), "old");
        for left in ["-journal", "-wal", "-shm"] {
            assert!(!files::beside(&database, left).exists(), "{left}");
            assert!(files::beside(&aside, left).exists(), "{left}");
        }
    }
}
