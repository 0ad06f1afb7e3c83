//! Reading and replacing the sealed file.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Result, Write};
use std::path::Path;

/// Far above what our secrets need; what is larger is no vault of ours.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The file's bytes, at most a few megabytes of them.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces the file by one with these bytes, readable by its owner alone. Whatever interrupts it,
/// the file is the old one or the new one; once it returns, the new one outlives a power cut.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("bin.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A leftover of an interrupted write could have other permissions: always a new file.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)?;
    sync_folder(path)
}

/// Makes the new name durable; Windows has no such call and needs none.
fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
