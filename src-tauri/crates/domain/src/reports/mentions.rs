//! Story mentions, and when people were thanked for them.

use super::summary::Times;
use super::{Event, Period, Summary, What};
use crate::time::DAY;

/// So long a story stays.
const STORY_MS: i64 = DAY;

/// Story mentions that came in the period. Each of them is one of `live`, `later`, `never` and `waiting`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mentions {
    /// All of them.
    pub received: u32,
    /// How many people they are from.
    pub people: u32,
    /// A human reply followed while the story was there: within 24 hours.
    pub live: u32,
    /// One followed later.
    pub later: u32,
    /// None followed, and the story is gone.
    pub never: u32,
    /// None followed yet, and the story is there.
    pub waiting: u32,
    /// From the mention to the human reply.
    pub thanks: Option<Summary>,
}

impl Mentions {
    pub(super) fn add(&mut self, thanks: &mut Times, events: &[Event], period: &Period) {
        let before = self.received;
        for (place, event) in events.iter().enumerate() {
            let at = event.at();
            let is_one = matches!(event.what, What::In { mention: true, .. });
            if !is_one || !period.covers(at) || !period.counts(event) {
                continue;
            }
            self.received += 1;
            let answer =
                events.iter().skip(place).find(|later| later.is_reply()).map(|reply| reply.at().since(at));
            if let Some(took) = answer {
                thanks.add(took);
            }
            let became = match answer {
                Some(took) if took < STORY_MS => &mut self.live,
                Some(_) => &mut self.later,
                None if period.to.since(at) < STORY_MS => &mut self.waiting,
                None => &mut self.never,
            };
            *became += 1;
        }
        self.people += u32::from(self.received > before);
    }
}
