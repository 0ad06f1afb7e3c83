//! What the person is looking at, and how often handles are read because of it.

use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::{ConversationId, HandleId};
use store::handles::HandleRow;

use crate::Engine;

/// What the person is looking at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attention {
    /// Whether the window is visible.
    pub visible: bool,
    /// The handle of the open conversation.
    pub open: Option<HandleId>,
    /// The open conversation.
    pub conversation: Option<ConversationId>,
}

/// The open conversation's handle.
const HOT: Duration = Duration::from_secs(3);
/// Handles in a visible window.
const WARM: Duration = Duration::from_secs(8);
/// Handles while the window is hidden.
const COLD: Duration = Duration::from_secs(30);
/// Handles whose messages come by the relay: reading finds what Instagram did not tell (lessons, 2 and 3).
const SERVED: Duration = Duration::from_secs(600);
/// The open conversation's handle, when its messages come by the relay.
const SERVED_AND_OPEN: Duration = Duration::from_secs(60);
/// With many handles each is read less often, so that the app's shared limit is kept.
const PER_HANDLE: Duration = Duration::from_millis(250);

impl Attention {
    /// The conversation of this handle that is on screen.
    #[must_use]
    pub fn on_screen(self, handle: HandleId) -> Option<ConversationId> {
        self.conversation.filter(|_| self.visible && self.open == Some(handle))
    }

    /// How long to wait between two reads of a handle, when `handles` are on. `served`: its messages come by the relay.
    #[must_use]
    pub fn interval(self, handle: HandleId, handles: u32, served: bool) -> Duration {
        let base = match (self.visible, self.open == Some(handle)) {
            (true, true) if served => return SERVED_AND_OPEN,
            _ if served => return SERVED,
            (true, true) => return HOT,
            (true, false) => WARM,
            (false, _) => COLD,
        };
        base.max(PER_HANDLE * handles)
    }
}

/// How often a handle is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadEvery {
    /// While the window is visible and none of its conversations is open.
    pub visible: Duration,
    /// While the window is hidden.
    pub hidden: Duration,
}

impl ReadEvery {
    /// When so many handles are on and its messages do not come by the relay.
    fn of(handle: HandleId, handles: u32) -> Self {
        let pause = |visible| Attention { visible, ..Attention::default() }.interval(handle, handles, false);
        Self { visible: pause(true), hidden: pause(false) }
    }
}

impl Engine {
    /// How often a handle is read for want of a relay that brings its messages; `None` where one does, and where the handle
    /// is not read at all: while it is off, and until somebody signs in to it again.
    ///
    /// # Errors
    /// As the database says.
    pub async fn read_every(&self, row: &HandleRow) -> store::Result<Option<ReadEvery>> {
        let shared = self.shared();
        let signed_out = row.trouble.is_some_and(Trouble::needs_reconnect);
        if !row.on || signed_out || shared.link.brings(row) {
            return Ok(None);
        }
        Ok(Some(ReadEvery::of(row.id, shared.store.count_on().await?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_is_read_most_often() {
        let open =
            Attention { visible: true, open: Some(HandleId(1)), conversation: Some(ConversationId(7)) };
        assert_eq!(open.on_screen(HandleId(1)), Some(ConversationId(7)));
        assert_eq!(open.on_screen(HandleId(2)), None);
        assert!(open.interval(HandleId(1), 50, false) < open.interval(HandleId(2), 1, false));
        let hidden = Attention { visible: false, ..open };
        assert!(open.interval(HandleId(2), 1, false) < hidden.interval(HandleId(2), 1, false));
        assert_eq!(hidden.interval(HandleId(1), 1, false), COLD, "nobody looks at a hidden window");
        assert_eq!(open.interval(HandleId(2), 400, false), Duration::from_secs(100));
        assert_eq!(open.interval(HandleId(2), 1, true), SERVED);
        assert_eq!(ReadEvery::of(HandleId(2), 1), ReadEvery { visible: WARM, hidden: COLD });
        assert_eq!(ReadEvery::of(HandleId(2), 400).hidden, Duration::from_secs(100));
        assert_eq!(open.interval(HandleId(1), 1, true), SERVED_AND_OPEN);
    }
}
