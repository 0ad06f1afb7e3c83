//! What a host gives the app.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;
use vault::Vault;

use crate::Announcement;

/// How the app runs.
#[derive(Clone)]
pub struct Config {
    /// Where the database, the log and the window's state are.
    pub profile_dir: PathBuf,
    /// One address for all of Instagram's hosts; in debug and acceptance builds only.
    pub graph_url: Option<Url>,
    /// The undo delay in milliseconds, in place of the person's setting; in debug and acceptance builds only.
    pub undo_ms: Option<u32>,
    /// The name under which secrets are kept in the keychain.
    pub keychain_service: String,
    /// Where secrets are, in place of the keychain; for tests.
    pub vault: Option<Arc<dyn Vault>>,
    /// Who publishes news; `None` for nobody: then the app's own list is all.
    pub news: Option<NewsSource>,
    /// Open straight into the demo brand.
    pub start_demo: bool,
}

/// Where a signed list of news is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsSource {
    /// Its address.
    pub address: Url,
    /// Who signs it: an Ed25519 public key.
    pub key: [u8; 32],
}

impl NewsSource {
    /// Reads an address and a key, the latter as base64 or 64 hexadecimal digits.
    #[must_use]
    pub fn read(address: &str, key: &str) -> Option<Self> {
        let bytes = match STANDARD.decode(key.trim()) {
            Ok(bytes) if bytes.len() == 32 => bytes,
            _ => (0..key.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(key.get(at..at + 2)?, 16).ok())
                .collect::<Option<_>>()?,
        };
        Some(Self { address: address.parse().ok()?, key: bytes.try_into().ok()? })
    }
}

/// Where a file went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// To this place.
    At(PathBuf),
    /// Nowhere: the person chose no place.
    Nowhere,
    /// This host saves no files.
    NotHere,
}

/// Writes a file's whole text, each time from its beginning.
pub type Written<'a> = &'a mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>;

/// What only a host can do.
pub trait Host: Send + Sync {
    /// Opens an address in the system's browser. Only `http` and `https` ever come here.
    fn open_url(&self, url: &Url);

    /// Tells the person something, in whatever way the desktop has.
    fn announce(&self, announcement: &Announcement);

    /// Takes back what was announced of a conversation's messages, where the desktop can.
    fn withdraw(&self, conversation: i64) {
        let _ = conversation;
    }

    /// Whether the person has the window in front of them.
    fn is_in_front(&self) -> bool;

    /// Whether the app starts with the computer; `None` where it cannot.
    fn starts_with_computer(&self) -> Option<bool> {
        None
    }

    /// Whether it does from now on.
    ///
    /// # Errors
    /// When the system does not let us.
    fn start_with_computer(&self, on: bool) -> io::Result<()> {
        let _ = on;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Puts the window out of sight; the app goes on. Asked only where there is a tray.
    fn hide_window(&self) {}

    /// Ends the app.
    fn quit(&self) {}

    /// Asks the person for a place for a file, and lets it be written there. Takes as long as they do.
    ///
    /// # Errors
    /// When it cannot be written there, or as writing it says. What stood there before is as it was.
    fn save_file(&self, name: &str, write: Written<'_>) -> io::Result<Saved> {
        let _ = (name, write);
        Ok(Saved::NotHere)
    }
}
