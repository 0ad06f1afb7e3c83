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

/// The window at `now_ms`, after what last opened it and after the person's last message: the seven days count from that
/// alone. An end that is exactly reached is closed.
pub(crate) fn at(last_opener_ms: Option<i64>, last_message_ms: Option<i64>, now_ms: i64) -> Window {
    let within = |since: Option<i64>, life: i64| since.is_some_and(|since| now_ms - since < life);
    if within(last_opener_ms, STANDARD_MS) {
        Window::Open
    } else if within(last_message_ms, HUMAN_AGENT_MS) {
        Window::HumanAgent
    } else {
        Window::Closed
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
            assert_eq!(at(Some(1_000), Some(1_000), 1_000 + age), window, "{age}");
        }
        assert_eq!(at(None, None, 5), Window::Closed);
    }

    #[test]
    fn the_seven_days_count_from_the_message() {
        let reacted = Some(HUMAN_AGENT_MS);
        assert_eq!(at(reacted, Some(0), HUMAN_AGENT_MS), Window::Open);
        assert_eq!(at(reacted, Some(0), HUMAN_AGENT_MS + STANDARD_MS), Window::Closed);
        assert_eq!(at(reacted, Some(STANDARD_MS + 1), HUMAN_AGENT_MS + STANDARD_MS), Window::HumanAgent);
    }
}
