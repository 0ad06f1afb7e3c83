//! What a saved reply must be like.

use super::tokens::tokens;
use super::{SavedText, Scope};

/// Saved replies at most: as many as a person can still search.
pub const MAX_SAVED_REPLIES: usize = 2_000;
/// Characters of a title at most.
pub const MAX_TITLE_CHARS: usize = 80;
/// Characters of a shortcut at most.
pub const MAX_SHORTCUT_CHARS: usize = 32;
/// Tags at most.
pub const MAX_TAGS: usize = 10;
/// Characters of a tag at most.
pub const MAX_TAG_CHARS: usize = 30;
/// Language variants at most.
pub const MAX_LANGUAGES: usize = 20;
/// Bytes of one text at most: four messages.
pub const MAX_BODY_BYTES: usize = 4_000;

/// What is wrong with a saved reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It has no title.
    NoTitle,
    /// Its title is too long.
    TitleTooLong,
    /// Its shortcut is too long, or has something other than letters, digits, `-` and `_`.
    Shortcut,
    /// It has no text.
    NoText,
    /// A text is longer than [`MAX_BODY_BYTES`].
    TextTooLong {
        /// Of which language.
        language: String,
    },
    /// A language is no code (`de`, `pt-BR`).
    Language {
        /// What stands there.
        language: String,
    },
    /// More variants than [`MAX_LANGUAGES`].
    TooManyLanguages,
    /// More tags than [`MAX_TAGS`], or one longer than [`MAX_TAG_CHARS`].
    Tags,
    /// What a variable stands for can be missing, and nothing is said for that case.
    NoFallback {
        /// The variable as written.
        variable: String,
        /// In the text of which language.
        language: String,
    },
    /// Two braces begin something that is no variable.
    Braces {
        /// In the text of which language.
        language: String,
    },
}

/// Everything that is wrong with a saved reply; nothing when it can be kept.
#[must_use]
pub fn check<H>(reply: &SavedText<H>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let title = reply.title.trim();
    if title.is_empty() {
        problems.push(Problem::NoTitle);
    } else if title.chars().count() > MAX_TITLE_CHARS {
        problems.push(Problem::TitleTooLong);
    }
    if reply.shortcut.as_deref().is_some_and(|shortcut| !is_shortcut(shortcut)) {
        problems.push(Problem::Shortcut);
    }
    if reply.tags.len() > MAX_TAGS || reply.tags.iter().any(|tag| tag.chars().count() > MAX_TAG_CHARS) {
        problems.push(Problem::Tags);
    }
    if reply.texts.values().all(|text| text.trim().is_empty()) {
        problems.push(Problem::NoText);
    }
    if reply.texts.len() > MAX_LANGUAGES {
        problems.push(Problem::TooManyLanguages);
    }
    for (language, text) in &reply.texts {
        problems.extend(check_text(language, text));
    }
    problems
}

fn check_text(language: &str, text: &str) -> Vec<Problem> {
    let language = language.to_owned();
    let mut problems = Vec::new();
    if !language.is_empty() && !is_language(&language) {
        problems.push(Problem::Language { language: language.clone() });
    }
    if text.len() > MAX_BODY_BYTES {
        problems.push(Problem::TextTooLong { language: language.clone() });
    }
    let found = tokens(text);
    for token in &found {
        if token.variable().may_be_missing() && token.fallback.is_none() {
            let variable = text.get(token.range.clone()).unwrap_or_default().to_owned();
            problems.push(Problem::NoFallback { variable, language: language.clone() });
        }
    }
    let outside = found.iter().rev().fold(text.to_owned(), |mut rest, token| {
        rest.replace_range(token.range.clone(), " ");
        rest
    });
    if outside.contains("{{") {
        problems.push(Problem::Braces { language });
    }
    problems
}

/// Without the slash that is typed before it.
fn is_shortcut(shortcut: &str) -> bool {
    let count = shortcut.chars().count();
    (1..=MAX_SHORTCUT_CHARS).contains(&count)
        && shortcut.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// A language, perhaps with a region, as BCP 47 writes the two: `de`, `fil`, `pt-BR`.
fn is_language(code: &str) -> bool {
    let (language, region) = code.split_once('-').unwrap_or((code, "XX"));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && (2..=4).contains(&region.len())
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl<H> SavedText<H> {
    /// Without what only surrounds it: spaces around title, shortcut and tags, the slash before a shortcut, empty tags
    /// and texts, a tag that is there twice.
    #[must_use]
    pub fn tidied(self) -> Self {
        let shortcut = self.shortcut.map(|shortcut| shortcut.trim().trim_start_matches('/').to_owned());
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags {
            let tag = tag.trim().trim_start_matches('#').to_owned();
            if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                tags.push(tag);
            }
        }
        Self {
            title: self.title.split_whitespace().collect::<Vec<_>>().join(" "),
            shortcut: shortcut.filter(|shortcut| !shortcut.is_empty()),
            scope: self.scope,
            tags,
            texts: self.texts.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect(),
        }
    }
}

impl<H> Scope<H> {
    /// The scope with its handle told in another way; `None` when there is no such handle.
    #[must_use]
    pub fn named<T>(self, handle: impl FnOnce(H) -> Option<T>) -> Option<Scope<T>> {
        Some(match self {
            Self::All => Scope::All,
            Self::Brand { brand } => Scope::Brand { brand },
            Self::Handle { handle: of } => Scope::Handle { handle: handle(of)? },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn fine() -> SavedText<()> {
        SavedText {
            title: "Thanks".into(),
            shortcut: Some("thx".into()),
            scope: Scope::All,
            tags: vec!["service".into()],
            texts: texts(&[("", "Thank you {{first_name|so much}}!")]),
        }
    }

    fn texts(all: &[(&str, &str)]) -> BTreeMap<String, String> {
        all.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
    }

    fn text(text: &str) -> SavedText<()> {
        SavedText { texts: texts(&[("", text)]), ..fine() }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let none = String::new;
        let missing = |variable: &str| Problem::NoFallback { variable: variable.into(), language: none() };
        let german = SavedText { texts: texts(&[("German", "Danke")]), ..fine() };
        for (reply, problems) in [
            (fine(), vec![]),
            (SavedText { title: "  ".into(), ..fine() }, vec![Problem::NoTitle]),
            (SavedText { title: "é".repeat(80), ..fine() }, vec![]),
            (SavedText { title: "é".repeat(81), ..fine() }, vec![Problem::TitleTooLong]),
            (SavedText { shortcut: Some("two words".into()), ..fine() }, vec![Problem::Shortcut]),
            (SavedText { shortcut: Some("תודה-1".into()), ..fine() }, vec![]),
            (SavedText { tags: vec!["x".repeat(31)], ..fine() }, vec![Problem::Tags]),
            (SavedText { tags: vec!["x".into(); 11], ..fine() }, vec![Problem::Tags]),
            (SavedText { texts: BTreeMap::new(), ..fine() }, vec![Problem::NoText]),
            (text("{{first_name}}, {{name}}"), vec![missing("{{first_name}}"), missing("{{name}}")]),
            (text("{{first_name|}} {{handle}} {{date}} {{order}}"), vec![]),
            (text("{{agent}}"), vec![missing("{{agent}}")]),
            (text("{{1st}}"), vec![Problem::Braces { language: none() }]),
            (text("{{first_name|x}} {{oh"), vec![Problem::Braces { language: none() }]),
            (text(&"x".repeat(4_001)), vec![Problem::TextTooLong { language: none() }]),
            (german, vec![Problem::Language { language: "German".into() }]),
            (SavedText { texts: texts(&[("pt-BR", "Oi"), ("fil", "Hi")]), ..fine() }, vec![]),
        ] {
            assert_eq!(check(&reply), problems, "{reply:?}");
        }
    }

    #[test]
    fn what_only_surrounds_it_goes() {
        let untidy = SavedText {
            title: "  Thank   you ".into(),
            shortcut: Some(" /thx ".into()),
            tags: vec![" #vip ".into(), "VIP".into(), String::new()],
            texts: texts(&[("", " kept "), ("de", "  ")]),
            ..fine()
        };
        let tidy = untidy.tidied();
        assert_eq!((tidy.title.as_str(), tidy.shortcut.as_deref()), ("Thank you", Some("thx")));
        assert_eq!((tidy.tags, tidy.texts), (vec!["vip".to_owned()], texts(&[("", " kept ")])));
        assert_eq!(SavedText { shortcut: Some("/".into()), ..fine() }.tidied().shortcut, None);
    }
}
