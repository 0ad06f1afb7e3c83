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

    /// Whether less is free than is to be left. A disk that does not say counts as having room.
    pub(super) fn is_full(&mut self) -> bool {
        let is_full = fs4::available_space(&self.folder).is_ok_and(|free| free < self.left);
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
