//! Where variables stand in a text.

use std::ops::Range;

/// Characters of a variable's name at most.
const MAX_NAME_CHARS: usize = 40;
/// Characters of a fallback at most.
const MAX_FALLBACK_CHARS: usize = 200;

/// A variable as it stands in a text: `{{name}}` or `{{name|fallback}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Where it stands, braces included; bytes of UTF-8.
    pub range: Range<usize>,
    /// Its name as written, without spaces around it.
    pub name: &'a str,
    /// What stands in when nothing is known; may be empty.
    pub fallback: Option<&'a str>,
}

impl Token<'_> {
    /// Which variable it is.
    #[must_use]
    pub fn variable(&self) -> Variable {
        Variable::of(self.name)
    }

    /// Its name as a value is kept under it ([`plain_name`]).
    #[must_use]
    pub fn plain_name(&self) -> String {
        plain(self.name)
    }
}

/// The variables that are filled in by themselves, and all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variable {
    /// How the person is addressed.
    FirstName,
    /// The person's name as Instagram shows it.
    Name,
    /// The person's username, without `@`.
    Username,
    /// The handle's username, without `@`.
    Handle,
    /// The name of whoever answers.
    Agent,
    /// Today.
    Date,
    /// Anything else: a value that a person keeps, or a blank that is filled in each time.
    Custom,
}

impl Variable {
    /// Every variable that is filled in by itself, by the name that is taught.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("first_name", Self::FirstName),
        ("name", Self::Name),
        ("username", Self::Username),
        ("handle", Self::Handle),
        ("agent", Self::Agent),
        ("date", Self::Date),
    ];

    fn of(name: &str) -> Self {
        let plain = plain(name);
        let named = Self::NAMED.iter().find(|(known, _)| *known == plain);
        named.map_or(Self::Custom, |(_, variable)| *variable)
    }

    /// Whether it needs a fallback, because what it stands for is not always known.
    #[must_use]
    pub fn may_be_missing(self) -> bool {
        matches!(self, Self::FirstName | Self::Name | Self::Username | Self::Agent)
    }
}

/// Every variable of a text, in order. The composer finds them by the same rule; `tokens.json` holds both to it.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| from + at) {
        match token_at(text, open) {
            Some(token) => {
                from = token.range.end;
                found.push(token);
            }
            // The last of several braces begins it.
            None => from = open + 1,
        }
    }
    found
}

/// Whether a text has a variable that was not filled in: such a reply is not sent.
#[must_use]
pub fn has_blank(text: &str) -> bool {
    !tokens(text).is_empty()
}

/// A variable's name as it is told apart: in small letters, with `_` for spaces and hyphens; `None` when it is no name.
#[must_use]
pub fn plain_name(name: &str) -> Option<String> {
    let name = name.trim_matches(' ');
    is_name(name).then(|| plain(name))
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}

fn token_at(text: &str, open: usize) -> Option<Token<'_>> {
    let inside = text.get(open + 2..)?;
    let inside = inside.get(..inside.find("}}")?)?;
    if inside.contains(['{', '}', '\n']) {
        return None;
    }
    let (name, fallback) = match inside.split_once('|') {
        Some((name, fallback)) => (name.trim_matches(' '), Some(fallback)),
        None => (inside.trim_matches(' '), None),
    };
    let fits = fallback.is_none_or(|fallback| fallback.chars().count() <= MAX_FALLBACK_CHARS);
    (is_name(name) && fits).then(|| Token { range: open..open + inside.len() + 4, name, fallback })
}

fn is_name(name: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    name.starts_with(char::is_alphabetic) && name.chars().all(inner) && name.chars().count() <= MAX_NAME_CHARS
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        text: String,
        found: Vec<String>,
    }

    #[test]
    fn variables_are_found_as_in_the_composer() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("tokens.json")).expect("a table");
        assert!(cases.len() > 20);
        for Case { text, found } in cases {
            let here: Vec<&str> = tokens(&text).into_iter().map(|token| &text[token.range]).collect();
            assert_eq!(here, found, "{text}");
            assert_eq!(has_blank(&text), !found.is_empty());
        }
    }

    #[test]
    fn names_are_known_however_they_are_written() {
        for (text, variable, fallback) in [
            ("{{first_name|there}}", Variable::FirstName, Some("there")),
            ("{{ First Name | my friend }}", Variable::FirstName, Some(" my friend ")),
            ("{{first-name|}}", Variable::FirstName, Some("")),
            ("{{DATE}}", Variable::Date, None),
            ("{{order number}}", Variable::Custom, None),
            ("{{שם}}", Variable::Custom, None),
        ] {
            let found = tokens(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].variable(), found[0].fallback), (variable, fallback), "{text}");
        }
    }
}
