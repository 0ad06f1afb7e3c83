//! What was typed, in parts: words, phrases and filters. Nothing in it is an error: what cannot be read as a filter is
//! searched as words.

use std::fmt;

use super::filter::{self, Filter, Reading};

/// Marks that begin and end a phrase; any of them ends what any began.
const QUOTES: [char; 4] = ['"', '“', '”', '„'];

/// A part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Words as they stand, up to the next blank.
    Words {
        /// As typed.
        text: String,
        /// It must not be there.
        not: bool,
    },
    /// Words that follow each other.
    Phrase {
        /// As typed, without its quotes.
        text: String,
        /// It must not be there.
        not: bool,
        /// Its closing quote is still to come.
        open: bool,
    },
    /// A filter.
    Filter {
        /// What it asks for.
        filter: Filter,
        /// It asks for the opposite.
        not: bool,
    },
    /// A filter whose value is still to come: `from:`.
    Begun(String),
}

/// Something that looks like a filter and was searched as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// As typed: `colour:blue`.
    pub text: String,
    /// There is such a filter, only not with this value.
    pub is_filter: bool,
}

/// Cuts what was typed into parts.
pub(super) fn parts(text: &str) -> (Vec<Part>, Vec<Unread>) {
    let (mut parts, mut unread) = (Vec::new(), Vec::new());
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let negated = rest
            .strip_prefix('-')
            .filter(|after| after.starts_with(|c: char| !c.is_whitespace() && c != '-'));
        let not = negated.is_some();
        rest = negated.unwrap_or(rest);
        if let Some((text, open, after)) = phrase(rest) {
            parts.push(Part::Phrase { text: text.to_owned(), not, open });
            rest = after.trim_start();
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(end);
        let (part, after) = named(chunk, after, not, &mut unread)
            .unwrap_or_else(|| (Part::Words { text: chunk.to_owned(), not }, after));
        parts.push(part);
        rest = after.trim_start();
    }
    (parts, unread)
}

/// A filter at the start of a chunk, with what follows it.
fn named<'t>(chunk: &str, after: &'t str, not: bool, unread: &mut Vec<Unread>) -> Option<(Part, &'t str)> {
    let (name, value) = chunk.split_once(':')?;
    if name.len() < 2 || !name.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let is_quoted = value.is_empty() && phrase(after).is_some();
    let begun = || filter::is_known(name).then(|| Part::Begun(name.to_ascii_lowercase()));
    let behind = after;
    let (value, after) = match phrase(after).filter(|_| is_quoted) {
        Some((value, _, after)) => (value, after),
        None => (value, after),
    };
    let value = value.trim_start_matches(|c: char| c == '@' || c.is_whitespace()).trim_end();
    if value.is_empty() {
        return begun().map(|part| (part, after));
    }
    // `https://` and the like are no filters.
    if !value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '<' | '>' | '_')) {
        return begun().filter(|_| is_quoted).map(|part| (part, behind));
    }
    let is_filter = match filter::read(name, value) {
        Reading::Filter(filter) => return Some((Part::Filter { filter, not }, after)),
        Reading::UnknownValue => true,
        Reading::UnknownName => false,
    };
    let text = if is_quoted { format!("{name}:\"{value}\"") } else { format!("{name}:{value}") };
    unread.push(Unread { text: text.clone(), is_filter });
    Some((Part::Words { text, not }, after))
}

/// The phrase at the start: its text, whether it is still open, and what follows.
fn phrase(text: &str) -> Option<(&str, bool, &str)> {
    let inside = text.strip_prefix(QUOTES)?;
    Some(match inside.split_once(QUOTES) {
        Some((text, after)) => (text, false, after),
        None => (inside, true, ""),
    })
}

impl fmt::Display for Part {
    /// As it could have been typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = |not: bool| if not { "-" } else { "" };
        match self {
            Self::Words { text, not } => write!(f, "{}{text}", minus(*not)),
            Self::Phrase { text, not, open } => {
                write!(f, "{}\"{text}{}", minus(*not), if *open { "" } else { "\"" })
            }
            Self::Filter { filter, not } => write!(f, "{}{filter}", minus(*not)),
            Self::Begun(name) => write!(f, "{name}:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(typed: &str) -> String {
        parts(typed).0.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_is_typed_comes_apart() {
        let table = [
            ("blue dress", "blue|dress"),
            ("\"blue dress\" size", "\"blue dress\"|size"),
            ("„blaues Kleid” -\"zu spät", "\"blaues Kleid\"|-\"zu spät"),
            ("-refund e-mail - --x", "-refund|e-mail|-|--x"),
            ("from:@mira.kovac FROM:me", "from:mira.kovac|from:me"),
            ("label:\"to do\" -label:vip", "label:\"to do\"|-label:vip"),
            ("handle:luma.skin is:unread -is:done", "handle:luma.skin|is:unread|-is:done"),
            ("has:photo has:audio", "has:image|has:voice"),
            ("before:2026-11 after:7d", "before:2026-11-01|after:7d"),
            (
                "window:<2h window:>30m window:3d window:closed",
                "window:<120m|window:>30m|window:<4320m|window:closed",
            ),
            ("from: mira", "from:|mira"),
            ("from:@", "from:"),
            ("colour:blue is:purple", "colour:blue|is:purple"),
            ("see https://luma.example/a:b at 12:30 :)", "see|https://luma.example/a:b|at|12:30|:)"),
            ("re:order", "re:order"),
            ("", ""),
        ];
        for (typed, read) in table {
            assert_eq!(shown(typed), read, "{typed}");
        }
    }

    #[test]
    fn what_is_no_filter_is_said() {
        let (_, unread) = parts("colour:blue is:purple http://a.example from:mira");
        let said: Vec<(&str, bool)> = unread.iter().map(|one| (one.text.as_str(), one.is_filter)).collect();
        assert_eq!(said, [("colour:blue", false), ("is:purple", true)]);
    }

    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "(from|handle|label|is|has|before|after|window|colour|IS):[-<>@\"a-z0-9]{0,8}",
            "(is:unread|has:link|window:<2h|before:2026-11-03|after:7d)",
            "[-\"“„]?\\PC{0,6}[\"”]?",
            "[-: \"@<>\u{3000}]{1,4}",
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.join(" "))
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(typed in typed()) {
            let (read, unread) = parts(&typed);
            let written = read.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            let (again, unread_again) = parts(&written);
            prop_assert_eq!(&again, &read, "{:?} was written as {:?}", typed, written);
            prop_assert_eq!(unread_again, unread);
        }
    }
}
