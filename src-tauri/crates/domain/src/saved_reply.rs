//! Saved replies: texts that are written once and used often, with variables that are filled in where they are used
//! (experience, section 6).
//!
//! * [`tokens`]: where variables stand in a text; what is left of them in a reply is a blank that a person must fill.
//! * [`fill`]: the one rule by which variables become words.
//! * [`VariableValue`]: what a person keeps for variables of their own; [`values_for`]: which of it counts where.
//! * [`first_name`]: how a person is addressed.
//! * [`language_of`], [`choose`]: which language variant is used.
//! * [`check`]: what a saved reply must be like; [`exchange`]: many of them as one file.

mod check;
pub mod exchange;
mod fill;
mod language;
mod names;
mod tokens;
mod values;

pub use check::{
    MAX_BODY_BYTES, MAX_LANGUAGES, MAX_SAVED_REPLIES, MAX_SHORTCUT_CHARS, MAX_TAG_CHARS, MAX_TAGS,
    MAX_TITLE_CHARS, Problem, check,
};
pub use fill::{Facts, Filled, fill};
pub use language::{LANGUAGES, choose, language_of};
pub use names::first_name;
pub use tokens::{Token, Variable, has_blank, plain_name, tokens};
pub use values::{MAX_VALUE_BYTES, MAX_VALUES, ValueProblem, Values, VariableValue, values_for};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Whose replies a saved reply is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scope")]
pub enum Scope<H> {
    /// All handles.
    All,
    /// The handles of one brand.
    Brand {
        /// Its name.
        brand: String,
    },
    /// One handle.
    Handle {
        /// Which one.
        handle: H,
    },
}

/// What a person writes of a saved reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedText<H> {
    /// How it is called in lists.
    pub title: String,
    /// What is typed after `/` to find it first.
    pub shortcut: Option<String>,
    /// Whose replies it is for.
    pub scope: Scope<H>,
    /// Words to find and sort it by.
    pub tags: Vec<String>,
    /// Its texts by language (`de`, `pt`); the one of the empty language is used where no other fits.
    pub texts: BTreeMap<String, String>,
}
