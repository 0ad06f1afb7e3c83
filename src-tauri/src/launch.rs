//! Where the profile is, and what tests may change about a start.

use std::env;
use std::path::PathBuf;

use app::NewsSource;
use url::Url;

use crate::stop::Fault;

/// Everything that is settled before the window opens.
#[derive(Debug)]
pub(crate) struct Launch {
    /// The folder of everything that Handrail keeps, other than secrets.
    pub(crate) profile: PathBuf,
    /// Another Instagram than the real one; tests only.
    pub(crate) graph: Option<Url>,
    /// Another undo delay than the person's setting, in milliseconds; tests only.
    pub(crate) undo_ms: Option<u32>,
    /// Who publishes news.
    pub(crate) news: Option<NewsSource>,
    /// Open the demo brand.
    pub(crate) demo: bool,
    /// Start in the tray, where there is one.
    pub(crate) hidden: bool,
}

impl Launch {
    /// Reads the environment and makes the profile folder.
    ///
    /// # Errors
    /// When the folder is not known or cannot be made, or a variable cannot be understood.
    pub(crate) fn from_environment(demo: bool, hidden: bool) -> Result<Self, Fault> {
        let profile = match set("HANDRAIL_PROFILE_DIR").filter(|_| TESTABLE) {
            Some(folder) => PathBuf::from(folder),
            None => default_profile().ok_or(Fault::NoHome)?,
        };
        make_private(&profile).map_err(Fault::Profile)?;
        let launch = Self { profile, graph: None, undo_ms: None, news: publisher(), demo, hidden };
        if TESTABLE { launch.with_overrides() } else { Ok(launch) }
    }

    fn with_overrides(mut self) -> Result<Self, Fault> {
        if let Some(url) = set("HANDRAIL_GRAPH_URL") {
            self.graph = Some(url.parse().map_err(|_| Fault::Variable("HANDRAIL_GRAPH_URL"))?);
        }
        if let Some(delay) = set("HANDRAIL_UNDO_MS") {
            self.undo_ms = Some(delay.parse().map_err(|_| Fault::Variable("HANDRAIL_UNDO_MS"))?);
        }
        if let (Some(address), Some(key)) = (set("HANDRAIL_NEWS_URL"), set("HANDRAIL_NEWS_KEY")) {
            let news = NewsSource::read(&address, &key).ok_or(Fault::Variable("HANDRAIL_NEWS_KEY"))?;
            self.news = Some(news);
        }
        Ok(self)
    }
}

/// Who publishes news for this build, settled when it was built. Without the two variables nobody does, and the app shows
/// the list that it came with.
fn publisher() -> Option<NewsSource> {
    let (address, key) = (option_env!("HANDRAIL_NEWS_URL")?, option_env!("HANDRAIL_NEWS_KEY")?);
    NewsSource::read(address, key).filter(|news| news.address.scheme() == "https")
}

/// Whether tests may redirect this build. Never in what people install: a variable that sends the tokens elsewhere
/// would be a gift to anyone who can edit a launcher.
pub(crate) const TESTABLE: bool = cfg!(debug_assertions) || cfg!(feature = "acceptance");

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The platform's place for a program's own data.
fn default_profile() -> Option<PathBuf> {
    let home = || set(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from);
    let base = if cfg!(target_os = "macos") {
        home()?.join("Library/Application Support")
    } else if cfg!(windows) {
        set("LOCALAPPDATA").map(PathBuf::from).or_else(|| Some(home()?.join("AppData/Local")))?
    } else {
        set("XDG_DATA_HOME").map(PathBuf::from).or_else(|| Some(home()?.join(".local/share")))?
    };
    Some(base.join("com.handrail.desktop"))
}

/// Makes the folder with its parents; only its owner can look inside.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_profile_is_its_owners_alone() {
        let parent = tempfile::tempdir().unwrap();
        let profile = parent.path().join("a/b");
        super::make_private(&profile).unwrap();
        super::make_private(&profile).unwrap();
        assert_eq!(profile.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}
