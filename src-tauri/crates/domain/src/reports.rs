//! Reports: how fast people are answered, how much comes in, what waits, and what was missed. Pure: conversations, the time
//! zones and the moment come in, figures go out. Two people with the same data get the same numbers, so every word has one
//! meaning:
//!
//! - *Human reply*: a message of ours that a person wrote, here or in Instagram. What another connected tool sends is none, nor
//!   are reactions and notes. Instagram marks no automatic replies of its own, so an instant reply counts as one typed there.
//! - *Session*: messages without more than seven days between two of them, and which did not begin anew more than 24 hours
//!   after Done.
//! - *Turn*: a run of messages that ask for a reply, as the inbox understands it, without a human reply in between and within
//!   one session. It begins with the first of them.
//! - *Left out*: history from before a handle was connected, and what came while it was paused. It begins neither a session nor
//!   a turn, but opens the message window as every message does.
//! - *Period*: from a moment up to, and without, another. A session or turn is in it when it began in it; a missed window
//!   when it closed in it.
//!
//! All of it is in calendar time.

mod backlog;
mod event;
mod mentions;
mod misses;
mod said;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod turns;
mod volume;

pub use backlog::Backlog;
pub use event::{Conversation, Event, LeftOut, SetAside, Waits, What};
pub use mentions::Mentions;
pub use misses::Misses;
pub use said::{AuditLine, Said, said};
pub use summary::Summary;
pub use table::table;
pub use volume::{HandleVolume, Volume, Week};

use std::collections::HashMap;

use jiff::tz::TimeZone;

use crate::ids::HandleId;
use crate::notify::NEWS_FOR_MS;
use crate::time::Timestamp;
use summary::Times;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// It begins with this moment.
    pub from: Timestamp,
    /// It ends before this moment, which is also now.
    pub to: Timestamp,
    /// Whether what was sent before its handle was connected counts, too.
    pub imported: bool,
}

/// The answers of a kind, and what has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Responses {
    /// How long they took; `None` when there was none.
    pub times: Option<Summary>,
    /// Sessions or turns without a human reply up to now. They are not in the times.
    pub unanswered: u32,
}

/// What no figure but the backlog counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotCounted {
    /// Conversations called spam in which something was sent in the period.
    pub spam: u32,
    /// The same of muted ones.
    pub muted: u32,
    /// The same of groups.
    pub groups: u32,
    /// Messages of people from before their handle was connected.
    pub imported: u32,
    /// Messages of people from while their handle was paused.
    pub paused: u32,
    /// Messages of another connected tool: no human replies.
    pub automatic: u32,
}

/// All figures of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// From the first message of a session to the first human reply.
    pub first_response: Responses,
    /// From the beginning of a turn to the human reply.
    pub response: Responses,
    /// The same from when the app first saw the turn's first message, where it saw it before the reply.
    pub since_seen: Option<Summary>,
    /// Turns that [`Figures::response`] leaves out, as the app saw their first message more than ten minutes late: it was closed
    /// or asleep, or the handle was not received.
    pub late: u32,
    /// What came in.
    pub volume: Volume,
    /// What waits now.
    pub backlog: Backlog,
    /// Message windows that closed.
    pub misses: Misses,
    /// Story mentions.
    pub mentions: Mentions,
    /// What is not counted.
    pub not_counted: NotCounted,
}

/// Takes conversations in, one after another and in any order.
#[derive(Debug)]
pub struct Reports {
    period: Period,
    first_response: Times,
    response: Times,
    since_seen: Times,
    thanks: Times,
    volume: volume::Counting,
    figures: Figures,
}

impl Period {
    fn covers(&self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&at)
    }

    fn counts(&self, event: &Event) -> bool {
        match event.left_out {
            None => true,
            Some(LeftOut::Imported) => self.imported,
            Some(LeftOut::Paused) => false,
        }
    }
}

impl Reports {
    /// Nothing yet. A handle that is not among the zones is counted in UTC.
    #[must_use]
    pub fn new(period: Period, zones: HashMap<HandleId, TimeZone>) -> Self {
        Self {
            period,
            first_response: Times::default(),
            response: Times::default(),
            since_seen: Times::default(),
            thanks: Times::default(),
            volume: volume::Counting::new(period, zones),
            figures: Figures::default(),
        }
    }

    /// Takes a conversation in: once, and all that is known of it.
    pub fn add(&mut self, mut conversation: Conversation) {
        conversation.put_in_order();
        self.figures.backlog.add(&conversation, self.period.to);
        // It is read a while after the period ended. What came meanwhile is of no period yet.
        conversation.events.retain(|event| event.at() < self.period.to);
        if let Some(why) = conversation.set_aside {
            self.leave_out(why, &conversation.events);
            return;
        }
        for event in conversation.events.iter().filter(|event| self.period.covers(event.at())) {
            let not_counted = &mut self.figures.not_counted;
            match (event.what, event.left_out) {
                (What::Automatic, _) => not_counted.automatic += 1,
                (What::In { .. }, Some(LeftOut::Imported)) if !self.period.imported => {
                    not_counted.imported += 1;
                }
                (What::In { .. }, Some(LeftOut::Paused)) => not_counted.paused += 1,
                _ => {}
            }
        }
        let counted = |event: &&Event| self.period.covers(event.at()) && self.period.counts(event);
        let came = conversation.events.iter().filter(counted).filter(|event| event.is_in());
        self.volume.add(conversation.handle, came);
        self.figures.mentions.add(&mut self.thanks, &conversation.events, &self.period);
        let counts = |event: &Event| self.period.counts(event);
        let read = turns::read(&conversation.events, &conversation.said, counts, self.period.to);
        self.add_responses(&read);
        for turn in read.turns.iter().filter(|turn| self.period.counts(turn.began)) {
            self.figures.misses.add(turn, &conversation.said, &self.period);
        }
    }

    /// The figures of all that was taken in.
    #[must_use]
    pub fn finish(self) -> Figures {
        let mut figures = self.figures;
        figures.first_response.times = self.first_response.summary();
        figures.response.times = self.response.summary();
        figures.since_seen = self.since_seen.summary();
        figures.mentions.thanks = self.thanks.summary();
        figures.volume = self.volume.finish();
        figures
    }

    fn add_responses(&mut self, read: &turns::Read<'_>) {
        let period = self.period;
        let counts = |began: &Event| period.covers(began.at()) && period.counts(began);
        for session in read.sessions.iter().filter(|session| counts(session.began)) {
            match session.answer {
                Some(answer) => self.first_response.add(answer.at().since(session.began.at())),
                None => self.figures.first_response.unanswered += 1,
            }
        }
        for turn in read.turns.iter().filter(|turn| counts(turn.began)) {
            let (at, seen_at) = (turn.began.at(), turn.began.found_at);
            if let Some(answer) = turn.answer.filter(|answer| seen_at <= answer.at()) {
                self.since_seen.add(answer.at().since(seen_at));
            }
            if turn.began.left_out.is_none() && seen_at.since(at) > NEWS_FOR_MS {
                self.figures.late += 1;
                continue;
            }
            match turn.answer {
                Some(answer) => self.response.add(answer.at().since(at)),
                None => self.figures.response.unanswered += 1,
            }
        }
    }

    fn leave_out(&mut self, why: SetAside, events: &[Event]) {
        if events.iter().any(|event| self.period.covers(event.at())) {
            let not_counted = &mut self.figures.not_counted;
            match why {
                SetAside::Group => not_counted.groups += 1,
                SetAside::Spam => not_counted.spam += 1,
                SetAside::Muted => not_counted.muted += 1,
            }
        }
    }
}
