//! What is new: the list that came with the app, or a newer signed one, fetched when the person allows it.

mod signed;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use api::request::NewsRequest;
use api::view::{NewsAbout, NewsEntry, NewsView};
use api::{ApiError, Changes, Topic};
use domain::news::{About, Entry, News};
use domain::time::Timestamp;
use engine::{Clock, SystemClock};
use graph::download::download;
use store::handles::HandleRow;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::NewsSource;
use crate::errors::of_store;
use crate::settings;

pub use signed::sign_news;

/// A list is no larger, in bytes.
const LARGEST: usize = 256 * 1024;
/// How often it is looked for a newer one.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// After a look that failed.
const AGAIN: Duration = Duration::from_secs(60 * 60);

/// The list that is shown.
#[derive(Default)]
pub(crate) struct Shown {
    state: RwLock<State>,
    /// Rings when the person allowed to look.
    pub(crate) allowed: Notify,
}

#[derive(Default)]
struct State {
    fetched: Option<Arc<News>>,
    looked_at: Option<Timestamp>,
}

impl Shown {
    /// Begins with what was fetched before, if it is still to be believed and newer than the app's own.
    pub(crate) fn recall(profile_dir: &Path, source: Option<&NewsSource>) -> Self {
        let shown = Self::default();
        if let (Some(source), Ok(file)) = (source, std::fs::read(kept(profile_dir))) {
            let _older = shown.take(&file, source);
        }
        shown
    }

    /// Takes a file over when the publisher signed it and it is newer than what is shown. Answers whether it was.
    fn take(&self, file: &[u8], source: &NewsSource) -> bool {
        let news = match signed::open(file, &source.key) {
            Ok(news) => news,
            Err(refused) => {
                tracing::warn!(%refused, "a list of news was not believed");
                return false;
            }
        };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let newest = state.fetched.as_ref().map_or(0, |fetched| fetched.number).max(News::bundled().number);
        let newer = news.number > newest;
        if newer {
            state.fetched = Some(Arc::new(news));
        }
        newer
    }

    fn looked(&self, at: Timestamp) {
        self.state.write().unwrap_or_else(PoisonError::into_inner).looked_at = Some(at);
    }

    fn entries(&self) -> (Vec<Entry>, Option<Timestamp>) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let news = state.fetched.as_deref().unwrap_or(News::bundled());
        (news.entries.clone(), state.looked_at)
    }
}

/// Looks for a newer list once a day, while the person allows it, until cancelled.
pub(crate) async fn run(app: Arc<App>, source: NewsSource, cancel: CancellationToken) {
    loop {
        let pause = match app.live_if_open().await {
            Some(space) if settings::read(&app.config, &space.store).await.check_news => {
                if look(&app, &source).await { EVERY } else { AGAIN }
            }
            _ => EVERY,
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = app.news.allowed.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn look(app: &App, source: &NewsSource) -> bool {
    let file = match download(&source.address, LARGEST).await {
        Ok(file) => file,
        Err(error) => {
            tracing::info!(%error, "no news");
            return false;
        }
    };
    app.news.looked(SystemClock.now());
    if app.news.take(&file, source)
        && let Err(error) = std::fs::write(kept(&app.config.profile_dir), &file)
    {
        tracing::warn!(kind = ?error.kind(), "the news were not kept; they are fetched anew");
    }
    app.announce(&Changes::of(Topic::App));
    true
}

/// What was fetched: public, and signed.
fn kept(profile_dir: &Path) -> PathBuf {
    profile_dir.join("news.signed")
}

/// What is new, with the handles that each entry concerns.
pub(crate) async fn view(app: &App, request: &NewsRequest) -> Result<NewsView, ApiError> {
    let handles = match app.space_if_open().await {
        Some(space) => space.store.handles().await.map_err(of_store)?,
        None => Vec::new(),
    };
    let (entries, looked_at) = app.news.entries();
    Ok(NewsView {
        entries: entries.into_iter().filter_map(|entry| shown(entry, &request.language, &handles)).collect(),
        host: app.config.news.as_ref().and_then(|source| source.address.host_str().map(str::to_owned)),
        looked_at: looked_at.map(|at| at.0),
    })
}

fn shown(entry: Entry, language: &str, handles: &[HandleRow]) -> Option<NewsEntry> {
    let (language, words) = entry.words(language)?;
    let (language, words) = (language.to_owned(), words.clone());
    let concerned = handles.iter().filter(|row| entry.concerns(row.flavour, row.profile.followers));
    Some(NewsEntry {
        handles: concerned.map(|row| row.id.0).collect(),
        id: entry.id,
        date: entry.date,
        about: match entry.about {
            About::Instagram => NewsAbout::Instagram,
            About::App => NewsAbout::App,
        },
        language,
        title: words.title,
        text: words.text,
        article: entry.article,
        support: entry.support,
    })
}

#[cfg(test)]
mod tests {
    use super::signed::tests::{file, list, pair};
    use super::*;

    #[test]
    fn a_newer_signed_list_is_shown_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let ((ours, key), (theirs, _)) = (pair(1), pair(2));
        let source = NewsSource { address: "https://news.example/feed".parse().unwrap(), key };
        let shown = Shown::recall(folder.path(), Some(&source));
        let titles = |shown: &Shown| shown.entries().0[0].id.clone();
        let bundled = titles(&shown);
        assert!(!shown.take(&file(&theirs, &list(999)), &source), "another's signature");
        assert!(
            !shown.take(&file(&ours, &list(News::bundled().number)), &source),
            "no newer than the app's own"
        );
        assert!(!shown.take(b"", &source));
        assert_eq!(titles(&shown), bundled);
        assert!(shown.take(&file(&ours, &list(500)), &source));
        assert!(!shown.take(&file(&ours, &list(499)), &source), "an old one played back");
        assert_eq!(titles(&shown), "n500");

        std::fs::write(kept(folder.path()), file(&ours, &list(500))).unwrap();
        assert_eq!(titles(&Shown::recall(folder.path(), Some(&source))), "n500");
        assert_eq!(
            titles(&Shown::recall(folder.path(), None)),
            bundled,
            "without a source nothing is believed"
        );
        std::fs::write(kept(folder.path()), file(&theirs, &list(500))).unwrap();
        assert_eq!(titles(&Shown::recall(folder.path(), Some(&source))), bundled);
    }
}
