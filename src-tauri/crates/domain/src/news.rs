//! What is new, with Instagram and with the app: dated entries, and whom each concerns.
//!
//! The entries that come with the app stand in `news/bundled.json`. A newer list in the same form can take their place;
//! whether one may be believed is not decided here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::handle::Flavour;

/// More entries than anybody reads; what has more is not ours.
const MOST_ENTRIES: usize = 500;
/// The language that every entry has.
const FIRST_LANGUAGE: &str = "en";

/// A list of entries.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct News {
    /// Goes up with every list: of two the one with the higher number is the newer.
    pub number: u64,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
}

/// One dated change. What a later version adds to its form is left out, so that the rest can be read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// Stable: what was seen is remembered by it.
    pub id: String,
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
    /// What changed.
    pub about: About,
    /// Concerns handles of this kind of login alone.
    #[serde(default)]
    pub flavour: Option<Flavour>,
    /// Concerns handles with so many followers alone.
    #[serde(default)]
    pub followers: Option<Followers>,
    /// The help article that goes on from here.
    #[serde(default)]
    pub article: Option<String>,
    /// Leads to what Instagram supports instead.
    #[serde(default)]
    pub support: bool,
    /// By language.
    pub words: BTreeMap<String, Words>,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Instagram.
    Instagram,
    /// This app.
    App,
}

/// A number of followers, both bounds within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Followers {
    /// The fewest.
    pub min: i64,
    /// The most.
    pub max: i64,
}

/// An entry in one language. Plain text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Words {
    /// One line.
    pub title: String,
    /// A few sentences.
    pub text: String,
}

impl News {
    /// Reads a list; `None` when it is none, or has an entry that cannot be shown.
    #[must_use]
    pub fn read(json: &[u8]) -> Option<Self> {
        let mut news: Self = serde_json::from_slice(json).ok()?;
        let shown = |entry: &Entry| {
            !entry.id.is_empty() && is_day(&entry.date) && entry.words(FIRST_LANGUAGE).is_some()
        };
        if news.entries.len() > MOST_ENTRIES || !news.entries.iter().all(shown) {
            return None;
        }
        news.entries.sort_by(|a, b| b.date.cmp(&a.date));
        Some(news)
    }

    /// The list that came with the app.
    #[must_use]
    pub fn bundled() -> &'static Self {
        // A test reads the same file; were it broken, nothing would be shown and nothing else would suffer.
        static BUNDLED: LazyLock<News> = LazyLock::new(|| {
            News::read(include_bytes!("news/bundled.json")).unwrap_or(News { number: 0, entries: Vec::new() })
        });
        &BUNDLED
    }
}

impl Entry {
    /// Whether it concerns a handle. Who came in with a phase of 2021 is judged by present followers.
    #[must_use]
    pub fn concerns(&self, flavour: Flavour, followers: Option<i64>) -> bool {
        let of_login = self.flavour.is_none_or(|wanted| wanted == flavour);
        let of_size = self
            .followers
            .is_none_or(|bounds| followers.is_some_and(|count| (bounds.min..=bounds.max).contains(&count)));
        of_login && of_size
    }

    /// Its words in a language, or in the one that every entry has; and which of the two it is.
    #[must_use]
    pub fn words(&self, language: &str) -> Option<(&str, &Words)> {
        let in_language = |wanted: &str| self.words.get_key_value(wanted);
        let (language, words) = in_language(language).or_else(|| in_language(FIRST_LANGUAGE))?;
        Some((language.as_str(), words))
    }
}

fn is_day(date: &str) -> bool {
    date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_in_which_language_its_words_are() {
        let entry = r#"{"id":"x","date":"2027-01-02","about":"app","words":
            {"en":{"title":"T","text":"S"},"he":{"title":"כ","text":"ט"}}}"#;
        let entry: Entry = serde_json::from_str(entry).unwrap();
        let said = |language| entry.words(language).map(|(of, words)| (of, words.title.as_str()));
        assert_eq!(said("he"), Some(("he", "כ")));
        assert_eq!(said("ja"), Some(("en", "T")), "in the one that every entry has");
    }

    #[test]
    fn what_comes_with_the_app_can_be_read() {
        let news = News::bundled();
        assert!(news.number > 0 && news.entries.len() > 10);
        let mut ids: Vec<_> = news.entries.iter().map(|entry| &entry.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), news.entries.len());
        assert!(news.entries.windows(2).all(|two| two[0].date >= two[1].date), "newest first");
    }

    #[test]
    fn entries_concern_handles_one_by_one() {
        use Flavour::{FacebookLogin, InstagramLogin};
        let concerns = |id: &str, flavour, followers| {
            let entry = News::bundled().entries.iter().find(|entry| entry.id == id).unwrap();
            entry.concerns(flavour, followers)
        };
        assert!(concerns("sticker", FacebookLogin, None) && !concerns("sticker", InstagramLogin, None));
        let phase2 = [999, 1_000, 100_000, 100_001].map(|of| concerns("phase2", InstagramLogin, Some(of)));
        assert_eq!(phase2, [false, true, true, false]);
        let phase1 = [9_999, 10_000].map(|of| concerns("phase1", InstagramLogin, Some(of)));
        assert_eq!(phase1, [false, true]);
        assert!(!concerns("phase2", InstagramLogin, None));
        assert!(concerns("phase3", InstagramLogin, Some(250_000_000)));
    }

    #[test]
    fn what_cannot_be_shown_is_no_list_and_what_is_new_in_form_is_left_out() {
        let entry =
            r#""id":"x","date":"2027-01-02","about":"instagram","words":{"en":{"title":"T","text":"S"}}"#;
        let list = |entry: &str| format!(r#"{{"number":9,"more":1,"entries":[{{{entry}}}]}}"#);
        let news = News::read(list(&format!(r#"{entry},"colour":"red""#)).as_bytes()).unwrap();
        assert_eq!((news.number, news.entries.len()), (9, 1));
        let odd = [
            String::new(),
            "[]".into(),
            list(""),
            list(&entry.replace("2027-01-02", "soon")),
            list(&entry.replace("\"en\"", "\"de\"")),
            list(&entry.replace("\"x\"", "\"\"")),
            list(&entry.replace("\"instagram\"", "\"weather\"")),
        ];
        for odd in odd {
            assert_eq!(News::read(odd.as_bytes()), None, "{odd}");
        }
    }
}
