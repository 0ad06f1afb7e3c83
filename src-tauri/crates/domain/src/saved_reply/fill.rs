//! The one rule by which variables become words.

use super::names::first_name;
use super::tokens::{Token, Variable, tokens};
use super::values::Values;
use crate::text::is_bidi_control;

/// What is known where a saved reply is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The person's display name.
    pub name: Option<&'a str>,
    /// The person's username.
    pub username: Option<&'a str>,
    /// The handle's username.
    pub handle: &'a str,
    /// The name of whoever answers.
    pub agent: Option<&'a str>,
    /// Today, in words.
    pub today: Option<&'a str>,
    /// What a person keeps for variables of their own; nothing when absent.
    pub values: Option<&'a Values>,
}

/// A text whose variables were filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text. What could not be filled in stands in it as it was written.
    pub text: String,
    /// How many variables could not be filled in.
    pub blanks: usize,
    /// How many were filled with their fallback.
    pub fallbacks: usize,
}

/// Fills a text: with what is known, else with the fallback. What has neither stays a blank. What is known is only
/// words: nothing in it is looked at as a variable, and it cannot turn the direction of what follows.
#[must_use]
pub fn fill(body: &str, facts: Facts<'_>) -> Filled {
    let mut filled = Filled { text: String::with_capacity(body.len()), blanks: 0, fallbacks: 0 };
    let mut from = 0;
    for token in tokens(body) {
        filled.text.push_str(body.get(from..token.range.start).unwrap_or_default());
        from = token.range.end;
        match (value(&token, facts), token.fallback) {
            (Some(value), _) => filled.text.push_str(&value),
            (None, Some(fallback)) => {
                filled.fallbacks += 1;
                filled.text.push_str(fallback);
            }
            (None, None) => {
                filled.blanks += 1;
                filled.text.push_str(body.get(token.range).unwrap_or_default());
            }
        }
    }
    filled.text.push_str(body.get(from..).unwrap_or_default());
    filled
}

fn value(token: &Token<'_>, facts: Facts<'_>) -> Option<String> {
    match token.variable() {
        Variable::FirstName => facts.name.and_then(first_name).and_then(|name| words(&name)),
        Variable::Name => facts.name.and_then(words),
        Variable::Username => facts.username.and_then(words),
        Variable::Handle => words(facts.handle),
        Variable::Agent => facts.agent.and_then(words),
        Variable::Date => facts.today.and_then(words),
        Variable::Custom => facts.values?.get(&token.plain_name()).and_then(|text| words(text)),
    }
}

/// A value on one line, without braces, control characters and turns of direction; `None` when nothing is left.
pub(super) fn words(value: &str) -> Option<String> {
    let plain = |c: &char| !is_bidi_control(*c) && !matches!(c, '{' | '}');
    let spaced = |c: char| if c.is_control() { ' ' } else { c };
    let clean: String = value.chars().filter(plain).map(spaced).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Facts<'_> = Facts {
        name: Some("Mira Kovač"),
        username: Some("mira.k"),
        handle: "bluekiln",
        agent: Some("Jo"),
        today: Some("3 March 2026"),
        values: None,
    };
    const NOBODY: Facts<'_> =
        Facts { name: None, username: None, handle: "bluekiln", agent: None, today: None, values: None };

    fn named(name: &str) -> Facts<'_> {
        Facts { name: Some(name), ..KNOWN }
    }

    #[test]
    fn variables_become_words() {
        for (body, facts, text, blanks, fallbacks) in [
            ("Hi {{first_name|there}}!", KNOWN, "Hi Mira!", 0, 0),
            ("Hi {{first_name|there}}!", NOBODY, "Hi there!", 0, 1),
            ("Hi {{first_name|there}}!", named("  "), "Hi there!", 0, 1),
            ("Hi {{first_name|there}}!", named("🌸🌸"), "Hi there!", 0, 1),
            ("Hi {{first_name}}!", NOBODY, "Hi {{first_name}}!", 1, 0),
            ("Hi{{name|}}!", NOBODY, "Hi!", 0, 1),
            ("{{name|you}} (@{{username|you}})", KNOWN, "Mira Kovač (@mira.k)", 0, 0),
            ("@{{handle}}, {{date}}, {{agent|us}}", KNOWN, "@bluekiln, 3 March 2026, Jo", 0, 0),
            ("{{agent|the team}}", NOBODY, "the team", 0, 1),
            ("{{date}}", NOBODY, "{{date}}", 1, 0),
            ("Order {{order number}} for {{first_name|you}}", KNOWN, "Order {{order number}} for Mira", 1, 0),
            ("{{code|SPRING}}", KNOWN, "SPRING", 0, 1),
            ("שלום {{first_name|לך}}, תודה!", named("נועה לוי"), "שלום נועה, תודה!", 0, 0),
            ("مرحبا {{first_name|بك}} 👋🏽", named("مريم الخطيب"), "مرحبا مريم 👋🏽", 0, 0),
            ("{{name|x}}", named("👩🏽‍🚀 Ada 👩🏽‍🚀"), "👩🏽‍🚀 Ada 👩🏽‍🚀", 0, 0),
            ("{{name|x}}!", named("evil\u{202E}txt\n{{agent}}"), "eviltxt agent!", 0, 0),
            ("no variables", KNOWN, "no variables", 0, 0),
            ("", KNOWN, "", 0, 0),
        ] {
            assert_eq!(fill(body, facts), Filled { text: text.into(), blanks, fallbacks }, "{body}");
        }
    }

    #[test]
    fn what_a_person_keeps_fills_variables_of_their_own() {
        let kept = |text: &str| Values::from([("shipping_link".to_owned(), text.to_owned())]);
        for (body, value, text, blanks, fallbacks) in [
            ("{{shipping_link}}", "https://a.example/x", "https://a.example/x", 0, 0),
            ("{{ Shipping-Link |our page}}", "https://a.example/x", "https://a.example/x", 0, 0),
            ("{{order number}} {{shipping link}}", "there", "{{order number}} there", 1, 0),
            ("{{returns_link|our page}}", "there", "our page", 0, 1),
            ("{{shipping_link|our page}}", " \u{202E} ", "our page", 0, 1),
            ("{{shipping_link}}", "{{agent}}\nhere", "agent here", 0, 0),
        ] {
            let values = kept(value);
            let filled = fill(body, Facts { values: Some(&values), ..KNOWN });
            assert_eq!(filled, Filled { text: text.into(), blanks, fallbacks }, "{body}");
        }
    }
}
