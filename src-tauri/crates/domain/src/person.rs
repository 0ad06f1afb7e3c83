//! People: always as one handle sees them.

use serde::{Deserialize, Serialize};

use crate::ids::Igsid;

/// What is known about a person. Every field may be missing: Instagram gives profiles only with the person's consent,
/// and a missing profile never holds a message back (instagram-platform, section 5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Display name.
    pub name: Option<String>,
    /// Username without `@`; can change, and can be reused by somebody else.
    pub username: Option<String>,
    /// A link to the picture; expires within days.
    pub picture_url: Option<String>,
    /// Number of followers.
    pub followers: Option<i64>,
    /// Whether the person follows the handle.
    pub follows_us: Option<bool>,
    /// Whether the handle follows the person.
    pub followed_by_us: Option<bool>,
    /// Whether Instagram shows the verified badge.
    pub verified: Option<bool>,
}

/// The name to show when Instagram gave none: never blank, and different for different people.
///
/// The last four characters of the id, as instagram-platform section 5 advises.
#[must_use]
pub fn fallback_name(id: &Igsid) -> String {
    let tail: Vec<char> = id.as_str().chars().rev().take(4).collect();
    format!("Instagram user …{}", tail.into_iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nameless_person_is_shown_by_the_end_of_the_id() {
        assert_eq!(fallback_name(&Igsid::from("1234500000000007")), "Instagram user …0007");
        assert_eq!(fallback_name(&Igsid::from("7")), "Instagram user …7");
    }
}
