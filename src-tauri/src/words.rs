//! The shell's own words, in the language of the window and from the catalogues that the page has too: one place for
//! every word on screen.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use api::{Empty, Handler as _, Topic};
use app::App;
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

type Catalogue = HashMap<String, String>;

/// The languages that the page offers, English first: what no other fits is said in it.
static LANGUAGES: LazyLock<[(&str, Catalogue); 3]> = LazyLock::new(|| {
    [
        ("en", read(include_str!("../../ui/messages/en.json"))),
        ("he", read(include_str!("../../ui/messages/he.json"))),
        ("ja", read(include_str!("../../ui/messages/ja.json"))),
    ]
});

/// Which of them is spoken.
static SPOKEN: AtomicUsize = AtomicUsize::new(0);

/// A catalogue, without its forms for one and many: the shell's words need none.
fn read(catalogue: &str) -> Catalogue {
    let catalogue: HashMap<String, Value> = serde_json::from_str(catalogue).unwrap_or_default();
    catalogue
        .into_iter()
        .filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text)),
            _ => None,
        })
        .collect()
}

/// Speaks as the window does, now and whenever another language is set.
pub(crate) async fn follow(app: Arc<App>) {
    let mut changes = app.changes();
    loop {
        if let Ok(view) = app.app(Empty {}).await {
            let language = language_for(view.settings.language, sys_locale::get_locales());
            SPOKEN.store(language, Ordering::Relaxed);
        }
        loop {
            match changes.recv().await {
                Ok(changes) if !changes.resync && !changes.topics.contains(&Topic::App) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
    }
}

/// The language that fits what was set, else what the system prefers, best first: the page's own rule.
fn language_for(set: Option<String>, system: impl Iterator<Item = String>) -> usize {
    let offered = |tag: &str| LANGUAGES.iter().position(|(offered, _)| *offered == tag);
    let primary = |tag: &str| tag.split('-').next().and_then(offered);
    let fits = |tag: String| offered(&tag).or_else(|| primary(&tag));
    match set {
        Some(tag) => fits(tag),
        None => system.into_iter().find_map(fits),
    }
    .unwrap_or_default()
}

/// The words under a key, with what stands in their `{places}`. A missing key shows itself, so that a test sees it.
pub(crate) fn say(key: &str, places: &[(&str, &str)]) -> String {
    let [(_, english), ..] = &*LANGUAGES;
    let spoken = LANGUAGES.get(SPOKEN.load(Ordering::Relaxed)).map_or(english, |(_, spoken)| spoken);
    let Some(words) = spoken.get(key).or_else(|| english.get(key)) else { return key.to_owned() };
    let mut said = String::with_capacity(words.len());
    let mut rest = words.as_str();
    // One pass: what is put in is never looked at again, whatever a person calls themselves.
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, after)) = after.split_once('}') else { break };
        said.push_str(before);
        said.push_str(places.iter().find(|(name, _)| *name == place).map_or("", |(_, value)| value));
        rest = after;
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, language_for, say};

    #[test]
    fn places_are_filled_once() {
        let name = "{handle} <b>";
        assert_eq!(
            say("notify_message_title", &[("person", name), ("handle", "acme")]),
            "{handle} <b> · @acme"
        );
        assert_eq!(say("no such key", &[]), "no such key");
    }

    #[test]
    fn the_language_is_the_windows_own() {
        let chosen = |set: Option<&str>, system: &[&str]| {
            let language = language_for(set.map(str::to_owned), system.iter().map(|tag| (*tag).to_owned()));
            LANGUAGES[language].0
        };
        assert_eq!(chosen(Some("ja"), &["he-IL"]), "ja");
        assert_eq!(chosen(None, &["fr-FR", "he-IL", "en-GB"]), "he");
        assert_eq!(chosen(None, &["en-GB", "ja-JP"]), "en");
        assert_eq!(chosen(Some("fr"), &["he-IL"]), "en");
        assert_eq!(chosen(None, &[]), "en");
    }

    /// Every key that the shell says is in every catalogue.
    #[test]
    fn nothing_is_missing() {
        let sources = [include_str!("notify/words.rs"), include_str!("tray/menu.rs")];
        let keys = sources.iter().flat_map(|source| {
            source.split("say(\"").skip(1).filter_map(|rest| rest.split_once('"').map(|(key, _)| key))
        });
        let keys: Vec<_> = keys.collect();
        assert!(keys.len() > 10, "{keys:?}");
        for key in keys {
            for (language, catalogue) in &*LANGUAGES {
                assert!(catalogue.contains_key(key), "{language}: {key}");
            }
        }
    }
}
