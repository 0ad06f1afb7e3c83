//! Whether a reply can be sent at a chosen time, as far as that is known now. All checks run again when the time comes.

use crate::time::Timestamp;
use crate::window::{self, DISPATCH_MARGIN_MS, Sender};

/// Why a reply cannot be scheduled for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotThen {
    /// That time is over.
    Past,
    /// The message window will be closed by then, unless they write again.
    WindowClosed,
}

/// Whether a reply may be scheduled for `at`. Beyond the 24 hours only a human agent's, which a person confirmed.
///
/// # Errors
/// Why not.
pub fn schedule(
    at: Timestamp,
    now: Timestamp,
    last_inbound: Option<Timestamp>,
    sender: Sender,
) -> Result<(), NotThen> {
    if at <= now {
        return Err(NotThen::Past);
    }
    let arrives = at.plus(DISPATCH_MARGIN_MS);
    let open = window::state(last_inbound, arrives).allows_reply();
    let agent = window::human_agent(sender, last_inbound, arrives).is_some();
    if open || agent { Ok(()) } else { Err(NotThen::WindowClosed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, MINUTE, SECOND};

    #[test]
    fn only_within_the_window() {
        let now = Timestamp(1_790_000_000_000);
        let wrote = now.plus(-2 * HOUR);
        let (plain, agent) = (Sender::human(false), Sender::human(true));
        let closed = Err(NotThen::WindowClosed);
        for (ms, sender, answer) in [
            (-MINUTE, plain, Err(NotThen::Past)),
            (0, plain, Err(NotThen::Past)),
            (SECOND, plain, Ok(())),
            (21 * HOUR, plain, Ok(())),
            (22 * HOUR - 21 * SECOND, plain, Ok(())),
            (22 * HOUR - 20 * SECOND, plain, closed),
            (22 * HOUR, plain, closed),
            (22 * HOUR, Sender::Automatic, closed),
            (22 * HOUR, agent, Ok(())),
            (7 * DAY - 3 * HOUR, agent, Ok(())),
            (7 * DAY, agent, closed),
            (400 * DAY, agent, closed),
        ] {
            assert_eq!(schedule(now.plus(ms), now, Some(wrote), sender), answer, "in {ms} ms");
        }
        assert_eq!(schedule(now.plus(HOUR), now, None, plain), closed, "they never wrote");
    }
}
