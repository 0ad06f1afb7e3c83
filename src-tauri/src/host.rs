//! What the core asks of the desktop.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use app::Announcement;
use tauri::{AppHandle, Manager as _};
use url::Url;

use crate::launch::TESTABLE;
use crate::{notify, window};

/// Names that are tried for a file before it is given up.
const NAMES: u32 = 1_000;

/// Only encrypted addresses; of the simulated Instagram of a test those of this computer too.
fn may_open(url: &Url) -> bool {
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    url.scheme() == "https" || (TESTABLE && url.scheme() == "http" && here)
}

/// The desktop that Handrail runs on.
pub(crate) struct Desktop {
    handle: AppHandle,
    /// Where the person's downloads are, as far as the system tells.
    downloads: Option<PathBuf>,
}

impl Desktop {
    pub(crate) fn of(handle: &AppHandle) -> Self {
        let paths = handle.path();
        let downloads = paths.download_dir().or_else(|_| paths.document_dir()).or_else(|_| paths.home_dir());
        Self { handle: handle.clone(), downloads: downloads.ok() }
    }
}

impl app::Host for Desktop {
    fn open_url(&self, url: &Url) {
        // The core checks too; this is the last door before a program of the system.
        if !may_open(url) {
            tracing::warn!(scheme = url.scheme(), "not opened: only https is");
            return;
        }
        let url = url.to_string();
        // Waits for other programs on some systems.
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = open::that_detached(&url) {
                tracing::warn!(kind = ?error.kind(), "the browser did not open");
            }
        });
    }

    fn announce(&self, announcement: &Announcement) {
        notify::announce(self.handle.clone(), announcement.clone());
    }

    fn is_in_front(&self) -> bool {
        self.handle
            .get_webview_window(window::LABEL)
            .is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    fn save_file(&self, name: &str, bytes: &[u8]) -> Option<String> {
        let folder = self.downloads.as_deref()?;
        match save(folder, name, bytes) {
            Ok(place) => Some(place.display().to_string()),
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "a file was not saved");
                None
            }
        }
    }
}

/// Writes a new file. What is there is never written over: the name gets a number.
fn save(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    for number in 0..NAMES {
        let name = if number == 0 { name.to_owned() } else { format!("{stem} ({number}).{extension}") };
        let place = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&place) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(place);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::save;

    #[test]
    fn nothing_that_is_there_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, name) in [("one", "a.csv"), ("two", "a (1).csv"), ("three", "a (2).csv")] {
            let place = save(folder.path(), "a.csv", text.as_bytes()).expect("saved");
            assert_eq!(place, folder.path().join(name));
            assert_eq!(std::fs::read_to_string(place).expect("reads"), text);
        }
    }
}
