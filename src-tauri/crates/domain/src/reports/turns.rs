//! The sessions and turns of a conversation.

use super::{Event, Said, What};
use crate::time::{DAY, Timestamp};
use crate::window::{HUMAN_AGENT_MS, STANDARD_MS};

/// Messages with a longer pause between them are of two sessions.
const SESSION_GAP_MS: i64 = 7 * DAY;
/// What begins anew later than this after Done is another session.
const REOPENED_MS: i64 = DAY;

/// From the first message of a session that asks to the first human reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session<'e> {
    pub(super) began: &'e Event,
    pub(super) answer: Option<&'e Event>,
}

/// From its first message to the human reply, with the message windows in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn<'e> {
    pub(super) began: &'e Event,
    pub(super) answer: Option<&'e Event>,
    /// When the person last wrote in it: this opened the window anew.
    opened: Timestamp,
    /// When the person last asked in it, before the first window closed.
    asked: Timestamp,
    /// When the first window closed without a human reply.
    closed: Option<Timestamp>,
    /// Seven days passed without any either.
    pub(super) lost: bool,
}

#[derive(Debug, Default)]
pub(super) struct Read<'e> {
    pub(super) sessions: Vec<Session<'e>>,
    pub(super) turns: Vec<Turn<'e>>,
    session: Option<Session<'e>>,
    turn: Option<Turn<'e>>,
}

/// The sessions and turns of messages in order, as they stand now. What does not count begins none; it opens a window as any
/// message does.
pub(super) fn read<'e>(
    events: &'e [Event],
    said: &[Said],
    counts: impl Fn(&Event) -> bool,
    now: Timestamp,
) -> Read<'e> {
    let mut read = Read::default();
    let mut said = said.iter().peekable();
    let (mut done, mut last): (Option<Timestamp>, Option<Timestamp>) = (None, None);
    for event in events {
        let at = event.at();
        while let Some(said) = said.next_if(|said| said.at <= at) {
            match said.done {
                Some(true) => done = done.or(Some(said.at)),
                Some(false) => done = None,
                None => {}
            }
        }
        let apart = last.is_some_and(|last| at.since(last) > SESSION_GAP_MS);
        let reopened = event.asks() && done.is_some_and(|done| at.since(done) > REOPENED_MS);
        if apart || reopened {
            read.end(at);
        }
        last = Some(at);
        match event.what {
            What::In { asks, .. } => {
                read.came(event, asks && counts(event));
                if asks {
                    done = None;
                }
            }
            What::Reply { .. } => read.answered(event),
            What::Automatic => {}
        }
    }
    read.end(now);
    read
}

impl<'e> Read<'e> {
    fn came(&mut self, event: &'e Event, begins: bool) {
        match &mut self.turn {
            Some(turn) => {
                turn.passed(event.at());
                turn.opened = event.at();
                if event.asks() && turn.closed.is_none() {
                    turn.asked = event.at();
                }
            }
            None if begins => self.turn = Some(Turn::begin(event)),
            None => {}
        }
        if begins {
            self.session.get_or_insert(Session { began: event, answer: None });
        }
    }

    fn answered(&mut self, event: &'e Event) {
        if let Some(mut turn) = self.turn.take() {
            turn.passed(event.at());
            turn.answer = Some(event);
            self.turns.push(turn);
        }
        if let Some(session) = &mut self.session {
            session.answer.get_or_insert(event);
        }
    }

    /// What is open ends there.
    fn end(&mut self, at: Timestamp) {
        if let Some(mut turn) = self.turn.take() {
            turn.passed(at);
            self.turns.push(turn);
        }
        self.sessions.extend(self.session.take());
    }
}

impl<'e> Turn<'e> {
    fn begin(began: &'e Event) -> Self {
        let at = began.at();
        Self { began, answer: None, opened: at, asked: at, closed: None, lost: false }
    }

    /// Nobody wrote until then. Exactly 24 hours after a message its window is closed.
    fn passed(&mut self, until: Timestamp) {
        let silent = until.since(self.opened);
        if silent >= STANDARD_MS {
            self.closed.get_or_insert(self.opened.plus(STANDARD_MS));
        }
        self.lost |= silent >= HUMAN_AGENT_MS;
    }

    /// Whether 24 hours passed without a human reply.
    pub(super) fn missed(&self) -> bool {
        self.closed.is_some()
    }

    /// From when the person last asked in it to when its window closed: what is said then is said of the whole turn.
    pub(super) fn told_of(&self) -> std::ops::Range<Timestamp> {
        self.asked..self.closes()
    }

    /// When its first window closed without a human reply, or would have closed.
    pub(super) fn closes(&self) -> Timestamp {
        self.closed.unwrap_or(self.opened.plus(STANDARD_MS))
    }
}
