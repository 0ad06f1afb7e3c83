//! Who may use Instagram's messaging API, decided per handle and never per brand (requirements, R9 to R21 and R38 to
//! R43).
//!
//! The three phases of 2021 are data (`access/policy.json`); a later roll-out is another table, without code. Since
//! phase 3 every professional account passes, whatever its followers, and what Instagram itself answers overrules all
//! of this.

mod decide;
mod policy;

pub use decide::{Eligibility, HandleFacts, Reason, eligibility};
pub use policy::{BoundStyle, Bounds, Phase, Policy, PolicyError};
