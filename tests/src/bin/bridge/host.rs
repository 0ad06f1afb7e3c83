//! A desktop that only remembers what it was asked.

use std::sync::{Mutex, PoisonError};

use url::Url;

/// Every address that the core wanted opened in a browser.
#[derive(Debug, Default)]
pub(crate) struct RecordingHost(Mutex<Vec<Url>>);

impl RecordingHost {
    /// The addresses so far.
    pub(crate) fn opened(&self) -> Vec<Url> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl app::Host for RecordingHost {
    fn open_url(&self, url: &Url) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(url.clone());
    }

    fn announce(&self, _: &app::Announcement) {}

    fn is_in_front(&self) -> bool {
        true
    }
}
