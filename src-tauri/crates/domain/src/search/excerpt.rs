//! The part of a text that a search found, with what matches in it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::query::{Query, index_tokens, places};
use crate::text::{SNIPPET_GRAPHEMES, is_bidi_control};

/// Graphemes shown before the first match.
const LEAD: usize = 40;

/// One line of a text around its first match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The line; "…" where something was left out.
    pub text: String,
    /// What matches: ranges of UTF-16 code units of the line, in order and apart.
    pub highlights: Vec<(u32, u32)>,
}

/// The part of `text` around the first match of `query`.
#[must_use]
pub fn excerpt(text: &str, query: &Query) -> Excerpt {
    let line: String = text
        .chars()
        .filter(|c| !is_bidi_control(*c))
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect();
    let matches = matches(&line, query);
    let window = window(&line, matches.first().map_or(0, |first| first.start));
    let mut excerpt = Excerpt::default();
    if window.start > 0 {
        excerpt.text.push('…');
    }
    let mut units = excerpt.text.encode_utf16().count();
    let mut at = window.start;
    for found in matches {
        let (start, end) = (found.start.max(at), found.end.min(window.end));
        if start >= end {
            continue;
        }
        let begin = units + utf16(&line, at..start);
        units = begin + utf16(&line, start..end);
        at = end;
        let to_u32 = |units: usize| u32::try_from(units).unwrap_or(u32::MAX);
        excerpt.highlights.push((to_u32(begin), to_u32(units)));
    }
    excerpt.text.push_str(line.get(window.clone()).unwrap_or_default());
    if window.end < line.len() {
        excerpt.text.push('…');
    }
    excerpt
}

fn utf16(line: &str, range: Range<usize>) -> usize {
    line.get(range).unwrap_or_default().encode_utf16().count()
}

/// What is shown: from a little before the first match, as long as a snippet.
fn window(line: &str, first: usize) -> Range<usize> {
    let starts: Vec<usize> = line.grapheme_indices(true).map(|(at, _)| at).collect();
    let matched = starts.partition_point(|at| *at < first);
    let from = if starts.len() <= SNIPPET_GRAPHEMES { 0 } else { matched.saturating_sub(LEAD) };
    let start = starts.get(from).copied().unwrap_or(0);
    let end = starts.get(from + SNIPPET_GRAPHEMES).copied().unwrap_or(line.len());
    start..end
}

/// The places that match, in order, overlapping ones made one.
fn matches(line: &str, query: &Query) -> Vec<Range<usize>> {
    let tokens = index_tokens(line);
    let windows = query.terms.iter().flat_map(|term| places(&tokens, term));
    let mut found: Vec<Range<usize>> =
        windows.filter_map(|window| Some(window.first()?.span.start..window.last()?.span.end)).collect();
    found.sort_by_key(|place| (place.start, place.end));
    found.dedup_by(|next, previous| {
        let joins = next.start <= previous.end;
        if joins {
            previous.end = previous.end.max(next.end);
        }
        joins
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, typed: &str) -> (String, Vec<String>) {
        let query = Query::parse(typed);
        let excerpt = excerpt(text, &query);
        let units: Vec<u16> = excerpt.text.encode_utf16().collect();
        let marked = excerpt
            .highlights
            .iter()
            .map(|(from, to)| {
                String::from_utf16(&units[*from as usize..*to as usize]).expect("whole characters")
            })
            .collect();
        (excerpt.text, marked)
    }

    #[test]
    fn matches_are_marked_as_they_were_written() {
        let table: [(&str, &str, &[&str]); 7] = [
            ("Où est ma COMMANDE ?", "commande", &["COMMANDE"]),
            ("👨‍👩‍👧 Danke, Straße 5", "strasse", &["Straße"]),
            ("今日は日本語です", "日本語", &["日本語"]),
            ("order order", "ord", &["order", "order"]),
            ("my new order, my order", "\"my order\"", &["my order"]),
            ("great 👍🏽!", "👍", &["👍🏽"]),
            ("order or refund", "order -late is:unread", &["order"]),
        ];
        for (text, typed, expected) in table {
            assert_eq!(shown(text, typed).1, expected, "{typed}");
        }
    }

    #[test]
    fn a_long_text_is_shown_around_the_match() {
        let text = format!("{} needle {}", "word ".repeat(100), "tail ".repeat(100));
        let (line, marked) = shown(&text, "needle");
        assert!(line.starts_with('…') && line.ends_with('…'));
        assert_eq!(marked, ["needle"]);
        assert_eq!(line.graphemes(true).count(), SNIPPET_GRAPHEMES + 2);
    }
}
