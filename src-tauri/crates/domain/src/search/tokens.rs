//! Tokens, each with the place in the text that it came from.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold_grapheme;

/// What the search index stores for a text: its tokens, joined by spaces.
#[must_use]
pub fn index_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for run in runs(text) {
        for token in run.index_tokens() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&token.text);
        }
    }
    out
}

/// The words by which a name is found: each token once.
#[must_use]
pub fn name_words(names: &[&str]) -> BTreeSet<String> {
    let tokens = names.iter().flat_map(|name| runs(name)).flat_map(|run| run.index_tokens());
    tokens.map(|token| token.text).collect()
}

/// A token and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    /// Bytes of the original text.
    pub(super) span: Range<usize>,
}

/// A stretch of characters that are cut alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) kind: Kind,
    /// Folded characters with their places.
    chars: Vec<(char, Range<usize>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word: one token.
    Word,
    /// Characters of which each pair is a token, and the last one by itself, so that a single one is found by prefix.
    Pairs,
    /// An emoji: one token.
    Emoji,
}

impl Run {
    /// The tokens that the index stores.
    pub(super) fn index_tokens(&self) -> Vec<Token> {
        match self.kind {
            Kind::Word | Kind::Emoji => vec![self.token(0..self.chars.len())],
            Kind::Pairs => {
                (0..self.chars.len()).map(|at| self.token(at..(at + 2).min(self.chars.len()))).collect()
            }
        }
    }

    /// The tokens that a query for this run asks for, one after the other: the last character's own token belongs to
    /// the end of a run, and what is looked for may go on.
    pub(super) fn query_tokens(&self) -> Vec<Token> {
        let mut tokens = self.index_tokens();
        if self.kind == Kind::Pairs && tokens.len() > 1 {
            tokens.pop();
        }
        tokens
    }

    /// A single character of a script that is cut into pairs: found by the pairs that begin with it.
    pub(super) fn is_single(&self) -> bool {
        self.kind == Kind::Pairs && self.chars.len() == 1
    }

    fn token(&self, range: Range<usize>) -> Token {
        let chars = self.chars.get(range).unwrap_or_default();
        let start = chars.first().map_or(0, |(_, span)| span.start);
        let end = chars.last().map_or(start, |(_, span)| span.end);
        Token { text: chars.iter().map(|(c, _)| c).collect(), span: start..end }
    }
}

/// Cuts a text into runs. Everything that is no letter, digit or emoji parts them.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open: Option<Run> = None;
    for (start, grapheme) in text.grapheme_indices(true) {
        let span = start..start + grapheme.len();
        if is_emoji(grapheme) {
            runs.extend(open.take());
            let chars = emoji_chars(grapheme).map(|c| (c, span.clone())).collect();
            runs.push(Run { kind: Kind::Emoji, chars });
            continue;
        }
        for c in fold_grapheme(grapheme).chars() {
            let Some(kind) = kind(c, open.as_ref()) else {
                runs.extend(open.take());
                continue;
            };
            if open.as_ref().is_some_and(|run| run.kind != kind) {
                runs.extend(open.take());
            }
            open.get_or_insert_with(|| Run { kind, chars: Vec::new() }).chars.push((c, span.clone()));
        }
    }
    runs.extend(open);
    runs
}

/// How a character is cut; a mark goes with what it stands on.
fn kind(c: char, open: Option<&Run>) -> Option<Kind> {
    if is_cut_into_pairs(c) {
        Some(Kind::Pairs)
    } else if c.is_alphanumeric() || c == '_' {
        Some(Kind::Word)
    } else if unicode_normalization::char::is_combining_mark(c) {
        open.map(|run| run.kind)
    } else {
        None
    }
}

fn is_cut_into_pairs(c: char) -> bool {
    matches!(c,
        // Han, with extensions and compatibility ideographs
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '々' | '〇'
        // Kana with its length mark
        | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309A}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        // Hangul
        | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}'
        // Thai, Lao, Khmer: letters and vowel signs
        | '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' | '\u{0E81}'..='\u{0EBD}' | '\u{0EC0}'..='\u{0ECD}'
        | '\u{1780}'..='\u{17D3}')
}

/// Whether people see an emoji. Text symbols of the old blocks count too: nobody looks for them otherwise.
fn is_emoji(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return false };
    matches!(first,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2300}'..='\u{23FF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{2190}'..='\u{21FF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '©' | '®' | '™' | '‼' | '⁉')
        || chars.any(|c| matches!(c, '\u{FE0F}' | '\u{20E3}'))
}

/// An emoji without skin tone and variation: 👍🏽 and 👍 are found alike. Joiners stay: they make one of several.
fn emoji_chars(grapheme: &str) -> impl Iterator<Item = char> {
    grapheme.chars().filter(|c| !matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_has_its_cut() {
        let table = [
            ("Where's my ORDER #42?", "wheres my order 42"),
            ("e-mail me@shop.com", "e mail me shop com"),
            ("日本語です", "日本 本語 語で です す"),
            ("東京 2020", "東京 京 2020"),
            ("안녕하세요", "안녕 녕하 하세 세요 요"),
            ("ขอบคุณ", "ขอ อบ บค คุ ุณ ณ"),
            ("शुक्रिया दोस्त", "शुक्रिया दोस्त"),
            ("أين طلبي؟", "اين طلبي"),
            ("Где заказ?", "где заказ"),
            ("❤️🔥ok👍🏽", "❤ 🔥 ok 👍"),
            ("👨‍👩‍👧 hi", "👨‍👩‍👧 hi"),
            ("iPhoneを買う", "iphone を買 買う う"),
            ("", ""),
            ("… !?", ""),
        ];
        for (text, tokens) in table {
            assert_eq!(index_text(text), tokens, "{text}");
        }
    }

    #[test]
    fn tokens_know_where_they_came_from() {
        let text = "Ça coûte 5€ 日本";
        let spans: Vec<&str> =
            runs(text).iter().flat_map(Run::index_tokens).map(|token| &text[token.span]).collect();
        assert_eq!(spans, ["Ça", "coûte", "5", "日本", "本"]);
    }
}
