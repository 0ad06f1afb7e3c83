//! Until when a handle may write to a person (reference, section 4 "Windows").

/// 24 hours from the person's last qualifying action.
pub(crate) const STANDARD_MS: i64 = 24 * 3_600_000;
/// Seven days, with the tag `HUMAN_AGENT` only.
pub(crate) const HUMAN_AGENT_MS: i64 = 7 * STANDARD_MS;

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// Anything.
    Open,
    /// Only what a person wrote, tagged `HUMAN_AGENT`.
    HumanAgent,
    /// Nothing until the person acts again.
    Closed,
}

/// The window at `now_ms`. An end that is exactly reached is closed.
pub(crate) fn at(last_opener_ms: Option<i64>, now_ms: i64) -> Window {
    match last_opener_ms.map(|opened| now_ms - opened) {
        Some(age) if age < STANDARD_MS => Window::Open,
        Some(age) if age < HUMAN_AGENT_MS => Window::HumanAgent,
        _ => Window::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_itself_is_outside() {
        for (age, window) in [
            (0, Window::Open),
            (STANDARD_MS - 1, Window::Open),
            (STANDARD_MS, Window::HumanAgent),
            (HUMAN_AGENT_MS - 1, Window::HumanAgent),
            (HUMAN_AGENT_MS, Window::Closed),
        ] {
            assert_eq!(at(Some(1_000), 1_000 + age), window, "{age}");
        }
        assert_eq!(at(None, 5), Window::Closed);
    }
}
