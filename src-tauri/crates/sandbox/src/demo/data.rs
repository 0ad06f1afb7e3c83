//! The demo's texts. They are compiled in; `lang/*.json` holds one language each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

/// All of it.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) brand: Brand,
    pub(super) languages: BTreeMap<&'static str, Language>,
    pub(super) specials: Vec<Special>,
    /// `kinds.json`: one person whose thread holds every kind of message, and one for each of the rarer kinds.
    pub(super) kinds: Vec<Special>,
    /// What people write to win, by language; `any` fits all.
    pub(super) giveaway: BTreeMap<String, Vec<String>>,
}

/// `brand.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Brand {
    pub(super) handles: Vec<BrandHandle>,
    pub(super) products: BTreeMap<String, Vec<String>>,
    /// What usernames are made of besides names.
    pub(super) interests: Vec<String>,
    /// What people put after their name.
    pub(super) flourishes: Vec<String>,
    pub(super) giveaway: Giveaway,
}

/// A handle and how busy it is.
#[derive(Debug, Deserialize)]
pub(super) struct BrandHandle {
    /// In the shape of `POST /_control/handles`.
    pub(super) handle: Value,
    pub(super) shop: String,
    pub(super) conversations: usize,
    /// Weights of the languages people write in.
    pub(super) languages: BTreeMap<String, usize>,
}

/// Many messages within a few minutes.
#[derive(Debug, Deserialize)]
pub(super) struct Giveaway {
    pub(super) handle: String,
    pub(super) people: usize,
    pub(super) messages: usize,
    pub(super) minutes: i64,
    pub(super) hours_ago: i64,
    pub(super) languages: Vec<String>,
}

/// `lang/*.json`: names and phrases of a language. Names are pairs: as written, and as in a username.
#[derive(Debug, Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    pub(super) family_first: bool,
    pub(super) joiner: Option<String>,
    pub(super) given: Vec<(String, String)>,
    pub(super) family: Vec<(String, String)>,
    pub(super) cities: Vec<String>,
    /// Scripts by kind of shop; `any` fits all.
    pub(super) dialogues: BTreeMap<String, Vec<Vec<String>>>,
    pub(super) mentions: Vec<String>,
    pub(super) thanks: Vec<String>,
    pub(super) story_replies: Vec<String>,
    pub(super) openers: Vec<String>,
    pub(super) followups: Vec<String>,
    pub(super) answers: Vec<String>,
}

/// `specials.json`: conversations with particular people, among them every odd kind of message and text.
#[derive(Debug, Deserialize)]
pub(super) struct Special {
    pub(super) handle: String,
    /// Age of the person's last message.
    pub(super) age_h: f64,
    pub(super) script: Vec<String>,
    /// The person, in the shape of `POST /_control/people`.
    #[serde(flatten)]
    pub(super) person: BTreeMap<String, Value>,
}

const LANGUAGES: &[(&str, &str)] = &[
    ("ar", include_str!("lang/ar.json")),
    ("de", include_str!("lang/de.json")),
    ("en", include_str!("lang/en.json")),
    ("es", include_str!("lang/es.json")),
    ("fr", include_str!("lang/fr.json")),
    ("he", include_str!("lang/he.json")),
    ("ja", include_str!("lang/ja.json")),
    ("ko", include_str!("lang/ko.json")),
    ("pt", include_str!("lang/pt.json")),
];

/// The texts; none if a file is broken, which a test rules out.
pub(super) fn data() -> Option<&'static Data> {
    static DATA: OnceLock<Option<Data>> = OnceLock::new();
    DATA.get_or_init(|| match read() {
        Ok(data) => Some(data),
        Err(error) => {
            tracing::error!(%error, "the demo's texts are broken");
            None
        }
    })
    .as_ref()
}

fn read() -> Result<Data, serde_json::Error> {
    let mut languages = BTreeMap::new();
    for (code, text) in LANGUAGES {
        languages.insert(*code, serde_json::from_str(text)?);
    }
    Ok(Data {
        brand: serde_json::from_str(include_str!("brand.json"))?,
        languages,
        specials: serde_json::from_str(include_str!("specials.json"))?,
        kinds: serde_json::from_str(include_str!("kinds.json"))?,
        giveaway: serde_json::from_str(include_str!("giveaway.json"))?,
    })
}
