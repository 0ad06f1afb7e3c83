//! Who uses this computer, for the audit trail.

use std::path::Path;

/// The computer's user, as the system calls them; what a person does in the app is done by them.
#[must_use]
pub fn user() -> Option<String> {
    named(|name| std::env::var(name).ok(), std::env::home_dir().as_deref())
}

/// Not everything that starts an app tells it the user's name. The home folder is in the system's account, and called
/// like the user.
fn named(variable: impl Fn(&str) -> Option<String>, home: Option<&Path>) -> Option<String> {
    let home = home.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let told = ["USER", "USERNAME", "LOGNAME"].into_iter().filter_map(variable);
    told.chain(home).find(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_uses_the_computer_has_a_name_also_where_no_variable_tells_it() {
        let home = || Some(Path::new("/home/eva"));
        let logname = |name: &str| (name == "LOGNAME").then(|| "mira".to_owned());
        assert_eq!(named(logname, home()).as_deref(), Some("mira"));
        assert_eq!(named(|_| Some(" ".to_owned()), home()).as_deref(), Some("eva"));
        assert_eq!(named(|_| None, Some(Path::new("/"))), None);
    }
}
