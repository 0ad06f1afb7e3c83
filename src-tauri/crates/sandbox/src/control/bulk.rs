//! Big histories in one call.

use serde::Deserialize;

use crate::dice::Dice;
use crate::world::{EventKind, World};

/// So many conversations of so many messages, spread over the last days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    /// The handle's IG id or username.
    handle: String,
    conversations: usize,
    messages_each: usize,
    #[serde(default)]
    seed: u64,
    /// Over how many days they are spread; 14 when absent.
    days: Option<i64>,
}

const WORDS: &[&str] = &[
    "serum", "order", "parcel", "thanks", "refill", "balm", "skin", "love", "question", "today", "tomorrow",
    "size", "shop", "colour", "gift", "please", "broken", "pump", "candle", "where", "when", "again",
    "really", "soft",
];

impl Bulk {
    /// Fills the world; says what is wrong if there is no such handle.
    pub(crate) fn fill(&self, world: &mut World) -> Result<(), String> {
        let handle =
            world.handle_named(&self.handle).ok_or_else(|| format!("no handle `{}`", self.handle))?;
        let mut dice = Dice::seeded(self.seed);
        let now = world.now_ms();
        let span = self.days.unwrap_or(14).max(1) * 24 * 3_600_000;
        for number in 0..self.conversations {
            let person = world.add_stranger(handle, &format!("bulk{}_{number}", self.seed));
            let thread = world.open_thread(handle, person);
            let mut at = now - dice.between(1, span);
            for turn in 0..self.messages_each {
                let text = sentence(&mut dice);
                let kind = if turn % 3 == 2 {
                    EventKind::PhoneReply { text }
                } else {
                    EventKind::Text { text, reply_to: None }
                };
                world.happen_in(thread, at, kind).map_err(|e| e.to_string())?;
                at = (at + dice.between(1_000, 240_000)).min(now);
            }
        }
        Ok(())
    }
}

fn sentence(dice: &mut Dice) -> String {
    let count = 3 + dice.below(9);
    let words: Vec<&str> = (0..count).filter_map(|_| dice.pick(WORDS).copied()).collect();
    words.join(" ")
}
