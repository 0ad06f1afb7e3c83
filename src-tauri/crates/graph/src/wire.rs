//! Meta's JSON, read into the domain's words. Nothing of it is seen outside this crate.
//!
//! Answers are walked field by field instead of being deserialized into fixed types: a field of an unexpected type
//! is then a missing field, and one odd row never takes the others of its page with it.

pub(crate) mod account;
pub(crate) mod attachment;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod message;
pub(crate) mod party;
pub(crate) mod place;
pub(crate) mod reaction;
pub(crate) mod thread;
pub(crate) mod time;
