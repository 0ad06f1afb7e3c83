//! When a person is told of new messages, and how loudly (experience, section 14).
//!
//! Few words: a flood is one line, one talkative person is one line, and what is old is not news.

use std::collections::{BTreeSet, VecDeque};

use crate::ids::{ConversationId, HandleId};
use crate::time::{MINUTE, SECOND, Timestamp};

/// An older message is not news: it was fetched late.
pub const NEWS_FOR_MS: i64 = 10 * MINUTE;
/// Messages of one person within so long are one notification.
const TOGETHER_MS: i64 = 30 * SECOND;
/// People who write within so long may be one notification.
const CROWD_MS: i64 = MINUTE;
/// So many people are a crowd.
const CROWD: usize = 3;
/// Between two sounds.
const SILENCE_MS: i64 = 10 * SECOND;
/// Messages that are remembered at most: a flood is a crowd long before.
const REMEMBERED: usize = 512;

/// A message of a person that has just come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Its handle.
    pub handle: HandleId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Who wrote, and what.
    Message {
        /// The conversation.
        conversation: ConversationId,
        /// How many messages it stands for: more than one takes the place of the notification before.
        messages: usize,
    },
    /// Several people wrote: how much came, and to whom. Takes the place of the crowd before.
    Crowd {
        /// Messages.
        messages: usize,
        /// Their handles.
        handles: BTreeSet<HandleId>,
    },
}

/// A notice, and whether it may be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// What is said.
    pub notice: Notice,
    /// Whether it makes a sound.
    pub sound: bool,
}

/// What was announced lately.
#[derive(Debug, Clone, Default)]
pub struct Announcer {
    lately: VecDeque<(Timestamp, ConversationId, HandleId)>,
    sounded: Option<Timestamp>,
}

impl Announcer {
    /// A message came in at `now`: what to say of it. `None` when it is no news.
    pub fn arrived(&mut self, arrival: Arrival, now: Timestamp) -> Option<Announced> {
        if now.since(arrival.sent_at) > NEWS_FOR_MS {
            return None;
        }
        // A clock that was set back leaves what is from the future: it goes too.
        self.lately.retain(|(at, ..)| (0..CROWD_MS).contains(&now.since(*at)));
        if self.lately.len() >= REMEMBERED {
            self.lately.pop_front();
        }
        self.lately.push_back((now, arrival.conversation, arrival.handle));
        let people: BTreeSet<_> = self.lately.iter().map(|(_, conversation, _)| *conversation).collect();
        let notice = if people.len() >= CROWD {
            let handles = self.lately.iter().map(|(.., handle)| *handle).collect();
            Notice::Crowd { messages: self.lately.len(), handles }
        } else {
            let together = self
                .lately
                .iter()
                .filter(|(at, of, _)| *of == arrival.conversation && now.since(*at) < TOGETHER_MS);
            Notice::Message { conversation: arrival.conversation, messages: together.count() }
        };
        Some(Announced { notice, sound: self.may_sound(now) })
    }

    fn may_sound(&mut self, now: Timestamp) -> bool {
        let quiet = self.sounded.is_none_or(|at| !(0..SILENCE_MS).contains(&now.since(at)));
        if quiet {
            self.sounded = Some(now);
        }
        quiet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_790_000_000_000;

    /// Feeds `(second, person)` and answers how each was announced: messages of one person, or of a crowd, and the sound.
    fn told(events: &[(i64, i64)]) -> Vec<(&'static str, usize, bool)> {
        let mut announcer = Announcer::default();
        let one = |(second, person): &(i64, i64)| {
            let now = Timestamp(START + second * SECOND);
            let arrival =
                Arrival { handle: HandleId(person % 2), conversation: ConversationId(*person), sent_at: now };
            let said = announcer.arrived(arrival, now).expect("news");
            match said.notice {
                Notice::Message { messages, .. } => ("person", messages, said.sound),
                Notice::Crowd { messages, .. } => ("crowd", messages, said.sound),
            }
        };
        events.iter().map(one).collect()
    }

    #[test]
    fn one_person_is_one_line() {
        assert_eq!(
            told(&[(0, 1), (5, 1), (12, 1), (50, 1)]),
            [("person", 1, true), ("person", 2, false), ("person", 3, true), ("person", 1, true)]
        );
    }

    #[test]
    fn three_people_within_a_minute_are_a_crowd() {
        assert_eq!(
            told(&[(0, 1), (20, 2), (40, 3), (41, 1), (130, 4)]),
            [
                ("person", 1, true),
                ("person", 1, true),
                ("crowd", 3, true),
                ("crowd", 4, false),
                ("person", 1, true)
            ]
        );
    }

    #[test]
    fn a_flood_stays_one_line_with_a_sound_each_ten_seconds() {
        let flood: Vec<_> = (0..3_000).map(|n| (n / 100, n)).collect();
        let told = told(&flood);
        assert!(told.iter().skip(2).all(|(what, ..)| *what == "crowd"));
        assert_eq!(told.iter().filter(|(.., sound)| *sound).count(), 3);
    }

    #[test]
    fn what_is_old_is_no_news() {
        let mut announcer = Announcer::default();
        let arrival = |ago| Arrival {
            handle: HandleId(1),
            conversation: ConversationId(1),
            sent_at: Timestamp(START - ago),
        };
        assert_eq!(announcer.arrived(arrival(NEWS_FOR_MS + 1), Timestamp(START)), None);
        assert!(announcer.arrived(arrival(NEWS_FOR_MS), Timestamp(START)).is_some());
    }
}
