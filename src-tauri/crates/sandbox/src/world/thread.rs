//! A thread: one handle, one person.

use std::sync::Arc;

use super::Message;
use crate::window::{self, Window};

/// After so long without activity a request disappears from the API (reference, section 3).
const REQUEST_HIDDEN_AFTER_MS: i64 = 30 * 24 * 3_600_000;
/// Of how many messages the details can be read (reference, section 3 limits).
pub(crate) const READABLE: usize = 20;

/// The messages between a handle and a person, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    pub(crate) handle: usize,
    /// Index among the handle's people.
    pub(crate) person: usize,
    pub(crate) id: Arc<str>,
    pub(crate) number: u128,
    pub(crate) messages: Vec<Message>,
    pub(crate) updated_ms: i64,
    /// When the person last did something that opens the message window.
    pub(crate) opener_ms: Option<i64>,
    /// Up to when the person has seen what the business wrote.
    pub(crate) seen_by_person_ms: i64,
    /// Up to when the business has seen what the person wrote.
    pub(crate) seen_by_business_ms: i64,
    /// The other app that owns the thread; sends of this app are refused then.
    pub(crate) owner_app: Option<String>,
    /// Further people: a group.
    pub(crate) others: Vec<String>,
    /// No other party is named, as when the person left Instagram.
    pub(crate) nobody: bool,
    answered: bool,
}

impl Thread {
    /// A thread without messages.
    pub(crate) fn new(handle: usize, person: usize, id: Arc<str>, number: u128) -> Self {
        Self {
            handle,
            person,
            id,
            number,
            messages: Vec::new(),
            updated_ms: 0,
            opener_ms: None,
            seen_by_person_ms: 0,
            seen_by_business_ms: 0,
            owner_app: None,
            others: Vec::new(),
            nobody: false,
            answered: false,
        }
    }

    /// Takes in a message at its place in time; a person's message opens the window.
    pub(crate) fn insert(&mut self, message: Message) {
        self.updated_ms = self.updated_ms.max(message.at_ms);
        if message.inbound() {
            self.open_window(message.at_ms);
        } else {
            self.answered = true;
            // Sending a reply marks as read (reference, section 3 "Read state").
            self.seen_by_business_ms = self.seen_by_business_ms.max(message.at_ms);
        }
        let place = self.messages.partition_point(|m| m.at_ms <= message.at_ms);
        self.messages.insert(place, message);
    }

    /// The person did something that opens the window.
    pub(crate) fn open_window(&mut self, at_ms: i64) {
        self.opener_ms = self.opener_ms.max(Some(at_ms));
    }

    /// The message window of this thread.
    pub(crate) fn window(&self, now_ms: i64) -> Window {
        let last = self.messages.iter().rev().find(|message| message.inbound());
        window::at(self.opener_ms, last.map(|message| message.at_ms), now_ms)
    }

    /// Whether it is the thread that the handle has with itself.
    pub(crate) fn is_own(&self) -> bool {
        self.messages.iter().any(|message| message.to_self)
    }

    /// A message by its mid.
    pub(crate) fn message(&self, mid: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|m| &*m.mid == mid)
    }

    /// A message by its mid, to change it.
    pub(crate) fn message_mut(&mut self, mid: &str) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|m| &*m.mid == mid)
    }

    /// The place of the oldest message whose details can still be read.
    pub(crate) fn readable_from(&self, unsent_count: bool) -> usize {
        let mut left = READABLE;
        for (index, message) in self.messages.iter().enumerate().rev() {
            if message.unsent && !unsent_count {
                continue;
            }
            left -= 1;
            if left == 0 {
                return index;
            }
        }
        0
    }

    /// Whether the API lists it: requests that nobody touched for 30 days are not.
    pub(crate) fn listed(&self, person_follows: bool, now_ms: i64) -> bool {
        !self.messages.is_empty()
            && (person_follows || self.answered || now_ms - self.updated_ms <= REQUEST_HIDDEN_AFTER_MS)
    }
}
