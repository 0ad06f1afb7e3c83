//! Room on the disk.

use std::path::{Path, PathBuf};

/// Watches that some of it is left.
pub(super) struct Room {
    folder: PathBuf,
    left: u64,
    was_full: bool,
}

impl Room {
    /// Of the disk that the file is on; `left` in bytes.
    pub(super) fn new(file: &Path, left: u64) -> Self {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: folder.to_owned(), left, was_full: false }
    }

    /// Whether less is free than is to be left. The file gives back nothing to the disk: what can be used of it anew,
    /// `reusable` bytes, is free too, but for an eighth, which the write-ahead log needs. A disk that does not say counts as
    /// having room.
    pub(super) fn is_full(&mut self, reusable: u64) -> bool {
        let is_full = fs4::available_space(&self.folder)
            .is_ok_and(|free| free.saturating_add(reusable) < self.left || free < self.left / 8);
        if is_full && !self.was_full {
            tracing::error!(
                left = self.left,
                "the disk is nearly full: deliveries are refused until there is room; laptops can fetch what is there"
            );
        }
        if !is_full && self.was_full {
            tracing::info!("there is room on the disk again: deliveries are taken in");
        }
        self.was_full = is_full;
        is_full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trimming_left_is_room_for_all_but_the_last_of_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let free = fs4::available_space(folder.path()).unwrap();
        let full = |left: u64, reusable: u64| Room::new(&folder.path().join("log"), left).is_full(reusable);
        assert!(!full(free / 2, 0));
        assert!(full(free * 2, 0));
        assert!(!full(free * 2, free * 2), "nothing of it is the disk's, all of it can be used");
        assert!(full(free * 16, free * 32), "nothing could be written on the way");
    }
}
