//! What a person typed into the search field: words as an FTS5 expression, and filters.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::filter::Filter;
use super::syntax::{Part, Unread, parts};
use super::tokens::{Kind, Run, Token, runs};
use crate::time::Timestamp;

/// The FTS5 match expression for the words that a person typed; `None` when there is no word to look for.
#[must_use]
pub fn query(text: &str) -> Option<String> {
    Query::parse(text).fts5()
}

/// A search: all of its terms have to be there, and all of its filters have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    without: Vec<Term>,
    filters: Vec<(Filter, bool)>,
    unread: Vec<Unread>,
}

/// Tokens that have to follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) tokens: Vec<String>,
    /// The last token may go on: it is still being typed.
    pub(super) prefix: bool,
}

/// How well a text fits the words of a search; the best is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// A word of it begins as the last one that was typed.
    Beginning,
    /// All words are in it.
    Words,
    /// All words follow each other in it.
    Phrase,
}

impl Query {
    /// Reads what a person typed: words that all have to be there, the last one as far as it is typed; in double
    /// quotes words that have to follow each other; behind a minus what must not be there; and filters. Nothing in it
    /// is taken for syntax of the database.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (parts, unread) = parts(text);
        let mut query = Self { unread, ..Self::default() };
        let last = parts.len().saturating_sub(1);
        for (at, part) in parts.into_iter().enumerate() {
            match part {
                Part::Words { text, not } => query.add_words(&text, not, at == last),
                Part::Phrase { text, not, open } => {
                    let tokens = phrase_tokens(&runs(&text));
                    if !tokens.is_empty() {
                        query.side(not).push(Term { tokens, prefix: open && !not });
                    }
                }
                Part::Filter { filter, not } => query.filters.push((filter, not)),
                Part::Begun(_) => {}
            }
        }
        query
    }

    /// What must be there, or must not.
    fn side(&mut self, not: bool) -> &mut Vec<Term> {
        if not { &mut self.without } else { &mut self.terms }
    }

    fn add_words(&mut self, text: &str, not: bool, last: bool) {
        let runs = runs(text);
        let count = runs.len();
        let terms = runs.iter().enumerate().map(|(at, run)| Term {
            tokens: query_tokens(run).collect(),
            prefix: run.is_single() || (!not && last && at + 1 == count && goes_on(run)),
        });
        self.side(not).extend(terms);
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }

    /// Whether there is a word to look for.
    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.terms.is_empty()
    }

    /// The filters, each with whether it is turned round.
    #[must_use]
    pub fn filters(&self) -> &[(Filter, bool)] {
        &self.filters
    }

    /// What looks like a filter and was searched as words.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The tokens of all words: each begins a word of a name that is looked for.
    #[must_use]
    pub fn tokens(&self) -> Vec<&str> {
        self.terms.iter().flat_map(|term| &term.tokens).map(String::as_str).collect()
    }

    /// The time in which messages have to be sent: from its start on, up to and without its end.
    #[must_use]
    pub fn sent(&self, now: Timestamp, zone: &TimeZone) -> Range<Timestamp> {
        let mut sent = Timestamp(i64::MIN)..Timestamp(i64::MAX);
        for (filter, not) in &self.filters {
            match (filter, not) {
                (Filter::Before(day), false) | (Filter::After(day), true) => {
                    sent.end = sent.end.min(day.begins(now, zone));
                }
                (Filter::After(day), false) | (Filter::Before(day), true) => {
                    sent.start = sent.start.max(day.begins(now, zone));
                }
                _ => {}
            }
        }
        sent
    }

    /// The words in FTS5's language; `None` when there is none to look for. Tokens hold only letters, digits, marks and
    /// emoji, so quoting is safe.
    #[must_use]
    pub fn fts5(&self) -> Option<String> {
        let there = joined(&self.terms, " AND ")?;
        Some(match joined(&self.without, " OR ") {
            Some(without) => format!("({there}) NOT ({without})"),
            None => there,
        })
    }

    /// The words as they would fit best, in FTS5's language: one after the other, or the whole word where its beginning
    /// was typed. `None` when nothing can fit better than anything else.
    #[must_use]
    pub fn best_fts5(&self) -> Option<String> {
        let best = match self.terms.as_slice() {
            [] => return None,
            [one] if one.prefix && one.tokens.len() == 1 => Term { prefix: false, ..one.clone() },
            [_] => return None,
            terms => phrase_of(terms),
        };
        let there = joined(&[best], "")?;
        Some(match joined(&self.without, " OR ") {
            Some(without) => format!("({there}) NOT ({without})"),
            None => there,
        })
    }

    /// Whether a text has every word that is looked for, and none that must not be there.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let tokens = index_tokens(text);
        self.terms.iter().all(|term| has(&tokens, term))
            && !self.without.iter().any(|term| has(&tokens, term))
    }

    /// How well a text fits that has every word; without a word to look for all fit alike.
    #[must_use]
    pub fn fit(&self, text: &str) -> Fit {
        let tokens = index_tokens(text);
        let exact = |term: &Term| has(&tokens, &Term { prefix: false, ..term.clone() });
        match self.terms.as_slice() {
            [] => Fit::Phrase,
            [one] if exact(one) => Fit::Phrase,
            [_] => Fit::Beginning,
            terms if has(&tokens, &phrase_of(terms)) => Fit::Phrase,
            terms if terms.iter().all(exact) => Fit::Words,
            _ => Fit::Beginning,
        }
    }
}

/// All terms, one after the other.
fn phrase_of(terms: &[Term]) -> Term {
    let tokens = terms.iter().flat_map(|term| term.tokens.clone()).collect();
    Term { tokens, prefix: terms.last().is_some_and(|last| last.prefix) }
}

fn joined(terms: &[Term], with: &str) -> Option<String> {
    let terms = terms.iter().map(|term| {
        let star = if term.prefix { " *" } else { "" };
        format!("\"{}\"{star}", term.tokens.join(" "))
    });
    Some(terms.collect::<Vec<_>>().join(with)).filter(|terms| !terms.is_empty())
}

pub(super) fn index_tokens(text: &str) -> Vec<Token> {
    runs(text).iter().flat_map(Run::index_tokens).collect()
}

fn has(tokens: &[Token], term: &Term) -> bool {
    places(tokens, term).next().is_some()
}

/// Where a term stands among the tokens of a text.
pub(super) fn places<'t>(tokens: &'t [Token], term: &'t Term) -> impl Iterator<Item = &'t [Token]> {
    let length = term.tokens.len().max(1);
    tokens.windows(length).filter(move |window| {
        window.iter().zip(&term.tokens).enumerate().all(|(n, (token, sought))| {
            if term.prefix && n + 1 == length {
                token.text.starts_with(sought)
            } else {
                token.text == *sought
            }
        })
    })
}

fn query_tokens(run: &Run) -> impl Iterator<Item = String> {
    run.query_tokens().into_iter().map(|token| token.text)
}

/// Runs that follow each other: only what is at the end may go on, so that all before it has every token that the index
/// has of it.
fn phrase_tokens(runs: &[Run]) -> Vec<String> {
    let Some((last, before)) = runs.split_last() else { return Vec::new() };
    let before = before.iter().flat_map(Run::index_tokens).map(|token| token.text);
    before.chain(query_tokens(last)).collect()
}

/// Whether the word may still be typed. A single ASCII letter is not taken for the beginning of half the dictionary.
fn goes_on(run: &Run) -> bool {
    run.kind == Kind::Word && run.query_tokens().first().is_some_and(|token| token.text.len() > 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tokens::index_text;
    use super::*;

    #[test]
    fn what_is_typed_becomes_an_expression() {
        let table = [
            ("order", Some("\"order\" *")),
            ("Where's my ord", Some("\"wheres\" AND \"my\" AND \"ord\" *")),
            ("\"my order\" late", Some("\"my order\" AND \"late\" *")),
            ("\"my order\"", Some("\"my order\"")),
            ("\"my ord", Some("\"my ord\" *")),
            ("a", Some("\"a\"")),
            ("日", Some("\"日\" *")),
            ("日本語", Some("\"日本 本語\"")),
            ("\"東京 2020\"", Some("\"東京 京 2020\"")),
            ("ขอบคุณ", Some("\"ขอ อบ บค คุ ุณ\"")),
            ("👍🏽", Some("\"👍\"")),
            ("order -refund -\"too late\"", Some("(\"order\") NOT (\"refund\" OR \"too late\")")),
            ("dress is:unread", Some("\"dress\"")),
            ("colour:blue", Some("\"colour\" AND \"blue\" *")),
            ("-refund", None),
            ("is:unread", None),
            ("", None),
            ("\"\" … *", None),
        ];
        for (typed, expression) in table {
            assert_eq!(query(typed).as_deref(), expression, "{typed}");
        }
    }

    #[test]
    fn nothing_typed_is_syntax() {
        for typed in ["a AND NOT (b OR c)", "text:x^2 + y*", "NEAR(a b, 3)", "x\" OR \"y", "foo -(bar} {baz}"]
        {
            let expression = query(typed).expect("has words");
            let outside: String = expression.split('"').step_by(2).collect();
            let known = |word: &str| matches!(word.trim_matches(['(', ')']), "AND" | "OR" | "NOT" | "*" | "");
            assert!(outside.split_whitespace().all(known), "{expression}");
        }
    }

    #[test]
    fn the_best_fit_is_looked_for_by_itself() {
        let table = [
            ("ord", Some("\"ord\"")),
            ("my ord", Some("\"my ord\" *")),
            ("my order -late", Some("(\"my order\") NOT (\"late\")")),
            ("\"my order\"", None),
            ("日本語", None),
            ("is:done", None),
        ];
        for (typed, best) in table {
            assert_eq!(Query::parse(typed).best_fts5().as_deref(), best, "{typed}");
        }
    }

    #[test]
    fn a_text_fits_more_or_less() {
        let table = [
            ("my ord", "Where is my order?", Some(Fit::Phrase)),
            ("my ord", "My new ord", Some(Fit::Words)),
            ("my ord", "My new order", Some(Fit::Beginning)),
            ("ord", "an ORD", Some(Fit::Phrase)),
            ("ord", "an order", Some(Fit::Beginning)),
            ("ord -late", "a late order", None),
            ("\"new order\"", "my new order", Some(Fit::Phrase)),
            ("\"my order\"", "my new order", None),
            ("is:unread", "", Some(Fit::Phrase)),
            ("is:unread", "an order", Some(Fit::Phrase)),
            ("です", "日本語です", Some(Fit::Phrase)),
            ("\"京 2020\"", "東京 2020", Some(Fit::Phrase)),
        ];
        for (typed, text, fit) in table {
            let query = Query::parse(typed);
            assert_eq!(query.fits(text).then(|| query.fit(text)), fit, "{typed} in {text}");
        }
    }

    #[test]
    fn days_become_a_span_of_time() {
        let now = Timestamp(1_793_521_800_000);
        let sent = |typed: &str| {
            let sent = Query::parse(typed).sent(now, &TimeZone::UTC);
            (sent.start.0, sent.end.0)
        };
        let (november, december) = (1_793_491_200_000, 1_796_083_200_000);
        assert_eq!(sent("order"), (i64::MIN, i64::MAX));
        assert_eq!(sent("after:2026-11 before:2026-12 before:2027"), (november, december));
        assert_eq!(sent("-before:2026-11 -after:2026-12"), (november, december));
    }

    proptest! {
        #[test]
        fn any_words_are_found_in_themselves(text in "[^\"“”„\\p{C}]{1,30}") {
            let query = Query::parse(&format!("\"{text}\""));
            prop_assert_eq!(query.has_words(), !index_text(&text).is_empty());
            prop_assert!(query.fits(&text));
        }
    }
}
