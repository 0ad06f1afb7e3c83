//! The demo brand: six handles and some four hundred conversations, told in the JSON files beside this module.
//! The same seed makes the same brand, its times relative to where the sandbox's clock starts.

mod cast;
mod data;
mod fill;
mod life;
mod script;

pub(crate) use fill::fill;
pub(crate) use life::live;
