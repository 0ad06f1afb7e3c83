//! What a host gives the app.

use std::path::PathBuf;
use std::sync::Arc;

use url::Url;
use vault::Vault;

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
    /// Open straight into the demo brand.
    pub start_demo: bool,
}

/// What only a host can do.
pub trait Host: Send + Sync {
    /// Opens an address in the system's browser. Only `http` and `https` ever come here.
    fn open_url(&self, url: &Url);
}
