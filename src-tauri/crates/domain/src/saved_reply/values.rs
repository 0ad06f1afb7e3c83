//! What a person keeps for variables of their own: the link to the shipping page, the name of the shop.

use std::collections::BTreeMap;

use super::fill::words;
use super::tokens::{Variable, plain_name};

/// Values at most: as many as a person can still look through.
pub const MAX_VALUES: usize = 500;
/// Bytes of a value at most: half a message.
pub const MAX_VALUE_BYTES: usize = 500;

/// The values that count in one place, by the plain name of their variable.
pub type Values = BTreeMap<String, String>;

/// A value that a person keeps. There is one for each name and handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableValue<H> {
    /// The variable's plain name ([`plain_name`]).
    pub name: String,
    /// The handle whose replies it is for; all when absent.
    pub handle: Option<H>,
    /// What the variable becomes: one line of at most [`MAX_VALUE_BYTES`].
    pub text: String,
}

/// Why a value cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueProblem {
    /// Its name is no name of a variable.
    Name,
    /// A variable of this name is filled in by itself.
    BuiltIn,
    /// There is nothing in it.
    NoText,
    /// It is longer than [`MAX_VALUE_BYTES`].
    TextTooLong,
}

impl<H> VariableValue<H> {
    /// The value as it is kept: its name plain, its text on one line and without braces.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn tidied(self) -> Result<Self, ValueProblem> {
        let name = plain_name(&self.name).ok_or(ValueProblem::Name)?;
        if Variable::NAMED.iter().any(|(known, _)| *known == name) {
            return Err(ValueProblem::BuiltIn);
        }
        let text = words(&self.text).ok_or(ValueProblem::NoText)?;
        if text.len() > MAX_VALUE_BYTES {
            return Err(ValueProblem::TextTooLong);
        }
        Ok(Self { name, handle: self.handle, text })
    }
}

/// The values that count for the replies of a handle: those for all, and before them those for this one.
#[must_use]
pub fn values_for<H: PartialEq>(kept: Vec<VariableValue<H>>, handle: &H) -> Values {
    let here = kept.into_iter().filter(|value| value.handle.as_ref().is_none_or(|of| of == handle));
    let (own, all): (Vec<_>, Vec<_>) = here.partition(|value| value.handle.is_some());
    all.into_iter().chain(own).map(|value| (value.name, value.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, handle: Option<i64>, text: &str) -> VariableValue<i64> {
        VariableValue { name: name.into(), handle, text: text.into() }
    }

    #[test]
    fn a_value_is_kept_under_its_plain_name_or_says_why_not() {
        for (name, text, kept) in [
            ("shipping_link", "https://a.example/x", Ok(("shipping_link", "https://a.example/x"))),
            (" Shipping Link ", " two\nlines ", Ok(("shipping_link", "two lines"))),
            ("קישור", "{{agent}}", Ok(("קישור", "agent"))),
            ("", "x", Err(ValueProblem::Name)),
            ("1st", "x", Err(ValueProblem::Name)),
            ("a}}b", "x", Err(ValueProblem::Name)),
            ("First-Name", "x", Err(ValueProblem::BuiltIn)),
            ("date", "x", Err(ValueProblem::BuiltIn)),
            ("link", " \u{202E}{{}} ", Err(ValueProblem::NoText)),
        ] {
            let kept = kept.map(|(name, text)| value(name, Some(1), text));
            assert_eq!(value(name, Some(1), text).tidied(), kept, "{name}");
        }
        assert!(value("link", None, &"x".repeat(500)).tidied().is_ok());
        assert_eq!(value("link", None, &"é".repeat(251)).tidied(), Err(ValueProblem::TextTooLong));
    }

    #[test]
    fn the_value_of_a_handle_comes_before_the_one_for_all() {
        let kept = vec![
            value("link", Some(1), "one"),
            value("link", None, "all"),
            value("link", Some(2), "two"),
            value("shop", None, "here"),
        ];
        for (handle, link) in [(1, "one"), (2, "two"), (3, "all")] {
            let pairs = [("link", link), ("shop", "here")];
            let expected = Values::from(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())));
            assert_eq!(values_for(kept.clone(), &handle), expected);
        }
    }
}
