//! Making a machine ready: tools, system packages, the UI's packages.

mod packages;
mod parts;
mod tools;

use crate::stop::Outcome;

pub(crate) use packages::Need;

/// Checks the tools (Rust, and Node where the UI is built) and installs the system packages that are missing, naming them
/// first.
///
/// # Errors
/// With code 2 and the exact names when something is missing that cannot be installed from here.
pub(crate) fn machine(need: Need) -> Outcome {
    tools::check(need)?;
    packages::ensure(need)
}
