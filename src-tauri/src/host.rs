//! What the core asks of the desktop.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use app::{Announcement, Saved, Written};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_autostart::ManagerExt as _;
use tauri_plugin_dialog::DialogExt as _;
use url::Url;

use crate::launch::TESTABLE;
use crate::{notify, window};

/// Only encrypted addresses; of the simulated Instagram of a test those of this computer too.
fn may_open(url: &Url) -> bool {
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    url.scheme() == "https" || (TESTABLE && url.scheme() == "http" && here)
}

/// The desktop that Handrail runs on.
pub(crate) struct Desktop {
    handle: AppHandle,
    /// Where the person's downloads are, as far as the system tells: a place for a file is looked for there first.
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

    fn withdraw(&self, conversation: i64) {
        notify::withdraw(conversation);
    }

    fn is_in_front(&self) -> bool {
        self.handle
            .get_webview_window(window::LABEL)
            .is_some_and(|window| window.is_focused().unwrap_or(false))
    }

    fn starts_with_computer(&self) -> Option<bool> {
        self.handle.autolaunch().is_enabled().ok()
    }

    fn start_with_computer(&self, on: bool) -> io::Result<()> {
        let autolaunch = self.handle.autolaunch();
        if on { autolaunch.enable() } else { autolaunch.disable() }.map_err(io::Error::other)
    }

    fn hide_window(&self) {
        window::hide(&self.handle);
    }

    fn quit(&self) {
        self.handle.exit(0);
    }

    fn save_file(&self, name: &str, text: Written<'_>) -> io::Result<Saved> {
        let mut dialog = self.handle.dialog().file().set_file_name(name);
        if let Some((_, ending)) = name.rsplit_once('.') {
            dialog = dialog.add_filter(ending.to_uppercase(), &[ending]);
        }
        if let Some(folder) = &self.downloads {
            dialog = dialog.set_directory(folder);
        }
        if let Some(window) = self.handle.get_webview_window(window::LABEL) {
            dialog = dialog.set_parent(&window);
        }
        let Some(chosen) = dialog.blocking_save_file() else { return Ok(Saved::Nowhere) };
        let place = chosen.into_path().map_err(io::Error::other)?;
        write(&place, text)?;
        Ok(Saved::At(place))
    }
}

/// Writes a file whole or not at all: one that is there already stays as it is until the new one is complete.
fn write(place: &Path, text: Written<'_>) -> io::Result<()> {
    let mut name = place.file_name().ok_or(ErrorKind::InvalidFilename)?.to_owned();
    name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    let part = place.with_file_name(name);
    let written = File::create(&part).and_then(|file| {
        let mut file = BufWriter::new(file);
        text(&mut file)?;
        // Its bytes are on the disk before its name is: no power cut leaves an empty file in place of the old one.
        file.into_inner()?.sync_all()?;
        std::fs::rename(&part, place)
    });
    if written.is_err() {
        // It may not even have been made.
        let _ = std::fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("a.csv");
        for text in ["one", "two"] {
            write(&place, &mut |to| to.write_all(text.as_bytes())).expect("writes");
            assert_eq!(std::fs::read_to_string(&place).expect("reads"), text);
        }
        let taken = folder.path().join("taken");
        std::fs::create_dir_all(taken.join("inside")).expect("a folder");
        assert!(write(&taken, &mut |to| to.write_all(b"three")).is_err());
        let broken_off = write(&place, &mut |to| {
            to.write_all(b"thr")?;
            Err(ErrorKind::Interrupted.into())
        });
        assert_eq!(broken_off.expect_err("tells").kind(), ErrorKind::Interrupted);
        assert_eq!(std::fs::read_to_string(&place).expect("reads"), "two", "the old one stays");
        let names = std::fs::read_dir(folder.path())
            .expect("reads")
            .map(|entry| entry.expect("is there").file_name());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, ["a.csv", "taken"], "nothing half-written stays");
    }
}
