//! Message windows that closed without a human reply.

use super::turns::Turn;
use super::{Period, Said, What};

/// Turns whose message window of 24 hours closed in the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Misses {
    /// All of them, answered in time or not.
    pub turns: u32,
    /// Those of them without a human reply within the window: exactly one of the following four each.
    pub missed: u32,
    /// Nobody wrote for seven days either, so nothing can be sent any more.
    pub lost: u32,
    /// Answered within seven days, as a human agent.
    pub saved: u32,
    /// Answered later in another way: typed in Instagram, or once the person had written again.
    pub answered: u32,
    /// Not answered up to now, and seven days have not passed.
    pub unanswered: u32,
    /// Not among `turns`: after the last question and while the window was open, a person said that no reply was needed or that it was spam.
    pub needless: u32,
}

impl Misses {
    pub(super) fn add(&mut self, turn: &Turn<'_>, said: &[Said], period: &Period) {
        let closes = turn.closes();
        if !period.covers(closes) {
            return;
        }
        let meanwhile = turn.told_of();
        let mut needless =
            said.iter().filter(|said| meanwhile.contains(&said.at)).filter_map(|said| said.needless);
        if needless.next_back() == Some(true) {
            self.needless += 1;
            return;
        }
        self.turns += 1;
        if !turn.missed() {
            return;
        }
        self.missed += 1;
        let became = match turn.answer.map(|answer| answer.what) {
            _ if turn.lost => &mut self.lost,
            Some(What::Reply { human_agent: true }) => &mut self.saved,
            Some(_) => &mut self.answered,
            None => &mut self.unanswered,
        };
        *became += 1;
    }
}
