//! What a person typed into the search field, as an FTS5 expression.

use super::tokens::{Kind, Run, runs};

/// The FTS5 match expression for what a person typed; `None` when there is no word in it.
#[must_use]
pub fn query(text: &str) -> Option<String> {
    Query::parse(text).map(|query| query.fts5())
}

/// A search: all of its terms have to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

/// Tokens that have to follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) tokens: Vec<String>,
    /// The last token may go on: it is still being typed.
    pub(super) prefix: bool,
}

impl Query {
    /// Reads what a person typed: words that all have to be there, the last one as far as it is typed; in double
    /// quotes words that have to follow each other. Nothing in it is taken for syntax of the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms = Vec::new();
        let mut parts = text.split(['"', '“', '”', '„']).enumerate().peekable();
        while let Some((n, part)) = parts.next() {
            let last = parts.peek().is_none();
            let runs = runs(part);
            // Odd parts are in quotes; the last one only if the closing quote is still to come.
            if n % 2 == 1 {
                let tokens: Vec<String> = runs.iter().flat_map(phrase_tokens).collect();
                let prefix = last && !tokens.is_empty();
                if !tokens.is_empty() {
                    terms.push(Term { tokens, prefix });
                }
                continue;
            }
            let count = runs.len();
            terms.extend(runs.iter().enumerate().map(|(at, run)| Term {
                tokens: phrase_tokens(run).collect(),
                prefix: run.is_single() || (last && at + 1 == count && goes_on(run)),
            }));
        }
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// The query in FTS5's language. Tokens hold only letters, digits, marks and emoji, so quoting is safe.
    #[must_use]
    pub fn fts5(&self) -> String {
        let terms = self.terms.iter().map(|term| {
            let star = if term.prefix { " *" } else { "" };
            format!("\"{}\"{star}", term.tokens.join(" "))
        });
        terms.collect::<Vec<_>>().join(" AND ")
    }
}

fn phrase_tokens(run: &Run) -> impl Iterator<Item = String> {
    run.query_tokens().into_iter().map(|token| token.text)
}

/// Whether the word may still be typed. A single ASCII letter is not taken for the beginning of half the dictionary.
fn goes_on(run: &Run) -> bool {
    run.kind == Kind::Word && run.query_tokens().first().is_some_and(|token| token.text.len() > 1)
}

#[cfg(test)]
mod tests {
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
            ("ขอบคุณ", Some("\"ขอ อบ บค คุ ุณ\"")),
            ("👍🏽", Some("\"👍\"")),
            ("", None),
            ("\"\" … *", None),
        ];
        for (typed, expression) in table {
            assert_eq!(query(typed).as_deref(), expression, "{typed}");
        }
    }

    #[test]
    fn nothing_typed_is_syntax() {
        for typed in ["a AND NOT (b OR c)", "text:x^2 + y*", "NEAR(a b, 3)", "x\" OR \"y", "-foo {bar}"] {
            let expression = query(typed).expect("has words");
            let outside: String = expression.split('"').step_by(2).collect();
            assert!(outside.split_whitespace().all(|word| matches!(word, "AND" | "*")), "{expression}");
        }
    }
}
