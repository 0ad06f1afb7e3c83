//! What a batch touches, in memory.

use std::collections::{HashMap, HashSet};

use domain::conversation::Marks;
use domain::ids::{ConversationId, Igsid, Mid, PersonId, ThreadId};
use domain::merge::{MessageState, Versioned};
use domain::message::{Direction, MessageKind};
use domain::observation::LineKind;
use domain::person::Profile;
use domain::position::Position;
use domain::time::{HOUR, Timestamp};

use super::{NewInbound, is_news};
use crate::ChangeSet;

/// How often it is written down that a message still is as it was: polling reads the same messages all day.
const CONFIRMED_EVERY_MS: i64 = HOUR;

/// All rows that a batch may change.
#[derive(Default)]
pub(super) struct Known {
    pub(super) conversations: Vec<Conversation>,
    pub(super) by_person: HashMap<Igsid, usize>,
    pub(super) by_id: HashMap<ConversationId, usize>,
    /// In the order of arrival, which decides between equal times.
    pub(super) messages: Vec<Message>,
    pub(super) by_mid: HashMap<Mid, usize>,
    pub(super) reactions: HashMap<(Mid, Direction), Reaction>,
    /// Messages that are bound to a reply of ours.
    pub(super) own: HashSet<Mid>,
    /// At this handle story mentions alone ask for a reply.
    pub(super) mentions_ask: bool,
}

/// A message's row, as it is to be.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Facts {
    pub(super) conversation: Option<ConversationId>,
    pub(super) position: Option<Position>,
    pub(super) state: MessageState,
    pub(super) reactions_as_of: Option<Timestamp>,
    /// When a listing first lacked it.
    pub(super) missing_since: Option<Timestamp>,
    /// A webhook told of it.
    pub(super) by_webhook: bool,
    /// When a list of its thread first showed it, with its details.
    pub(super) listed_at: Option<Timestamp>,
}

impl Facts {
    /// What the screen shows of it, as opposed to how recently that was confirmed.
    fn shown(&self) -> (Option<Position>, Option<&str>, MessageKind, Option<&domain::message::Body>) {
        let body = self.state.body.as_ref().map(|body| &body.value);
        (self.position, self.text(), self.state.kind(), body)
    }

    pub(super) fn text(&self) -> Option<&str> {
        self.state.text.as_ref().map(|text| text.value.as_str())
    }

    /// Whether it tells nothing but that what was known is still so, and that was confirmed lately: not worth a write.
    fn only_confirms(&self, before: &Self) -> bool {
        let Self { conversation, position, state, reactions_as_of, missing_since, by_webhook, listed_at } =
            self;
        let MessageState { direction, origin, sent_at, text, body, unsent } = state;
        let was = &before.state;
        (*conversation, *position) == (before.conversation, before.position)
            && (*missing_since, *by_webhook, *listed_at)
                == (before.missing_since, before.by_webhook, before.listed_at)
            && (*direction, *origin, *sent_at, *unsent)
                == (was.direction, was.origin, was.sent_at, was.unsent)
            && is_confirmed(text.as_ref(), was.text.as_ref())
            && is_confirmed(body.as_ref(), was.body.as_ref())
            && is_lately(*reactions_as_of, before.reactions_as_of)
    }
}

/// Whether a value is the one that was known, and was known lately.
fn is_confirmed<T: PartialEq>(now: Option<&Versioned<T>>, before: Option<&Versioned<T>>) -> bool {
    match (now, before) {
        (Some(now), Some(before)) => {
            (now.rank, &now.value) == (before.rank, &before.value)
                && is_lately(Some(now.as_of), Some(before.as_of))
        }
        (now, before) => now.is_none() && before.is_none(),
    }
}

fn is_lately(now: Option<Timestamp>, before: Option<Timestamp>) -> bool {
    match (now, before) {
        (Some(now), Some(before)) => now.since(before) < CONFIRMED_EVERY_MS,
        (now, before) => now == before,
    }
}

/// A message that the batch speaks of.
pub(super) struct Message {
    pub(super) mid: Mid,
    /// The row as it was, if there was one.
    pub(super) before: Option<(i64, Facts)>,
    pub(super) now: Facts,
    /// The batch shows the message itself, not only an edit or an unsend of it.
    pub(super) shown: bool,
}

impl Message {
    /// Whether the row has to be written.
    pub(super) fn changed(&self) -> bool {
        self.before.as_ref().is_none_or(|(_, before)| !self.now.only_confirms(before))
    }

    /// Whether it appears on screen for the first time.
    pub(super) fn is_new(&self) -> bool {
        self.now.position.is_some() && self.placed_before().is_none()
    }

    /// Whether it was unsent since: what was stored of it has to go without a trace.
    pub(super) fn is_purged(&self) -> bool {
        self.now.state.unsent.is_some()
            && self.before.as_ref().is_some_and(|(_, before)| before.state.unsent.is_none())
    }

    /// Where it was before, if it had a place.
    pub(super) fn placed_before(&self) -> Option<Position> {
        self.before.as_ref().and_then(|(_, before)| before.position)
    }

    /// Whether something that was on screen changed.
    pub(super) fn looks_different(&self) -> bool {
        self.before.as_ref().is_some_and(|(_, before)| {
            before.position.is_some()
                && (before.shown() != self.now.shown()
                    || before.state.direction != self.now.state.direction
                    || before.state.origin != self.now.state.origin)
        })
    }
}

/// A conversation with its person.
pub(super) struct Conversation {
    pub(super) id: ConversationId,
    pub(super) person: PersonId,
    pub(super) profile: Profile,
    pub(super) thread: Option<ThreadId>,
    pub(super) remote_updated_at: Option<Timestamp>,
    pub(super) marks: Marks,
    pub(super) last: Last,
    pub(super) reacted: Option<Reacted>,
    pub(super) seen: Option<(Timestamp, Mid)>,
    /// Whether another tool has the chat, and as of when.
    pub(super) owner: Option<(Timestamp, bool)>,
    /// Lines that the batch told of.
    pub(super) lines: Vec<(Timestamp, LineKind)>,
    /// The batch listed the thread, and whether Instagram has more of it than it showed.
    pub(super) listed: Option<bool>,
    /// The row has to be written.
    pub(super) dirty: bool,
    pub(super) profile_dirty: bool,
    /// A message that counted already changed: marks and last message are read anew from the rows.
    pub(super) recount: bool,
    /// Something on screen changed.
    pub(super) visible: bool,
}

impl Conversation {
    /// An empty conversation, just made.
    pub(super) fn empty(id: ConversationId, person: PersonId, mentions_ask: bool) -> Self {
        Self {
            id,
            person,
            profile: Profile::default(),
            thread: None,
            remote_updated_at: None,
            marks: Marks { mentions_ask, ..Marks::default() },
            last: Last::default(),
            reacted: None,
            seen: None,
            owner: None,
            lines: Vec::new(),
            listed: None,
            dirty: false,
            profile_dirty: false,
            recount: false,
            visible: false,
        }
    }

    pub(super) fn is_another(&self) -> bool {
        self.owner.is_some_and(|(_, is_another)| is_another)
    }
}

/// What a list row shows of the newest message.
#[derive(Default, Clone, PartialEq)]
pub(super) struct Last {
    pub(super) position: Position,
    pub(super) mid: Option<Mid>,
    pub(super) kind: Option<MessageKind>,
    pub(super) direction: Option<Direction>,
    pub(super) snippet: Option<String>,
}

/// The person's newest reaction to a message of ours.
#[derive(Clone, PartialEq)]
pub(super) struct Reacted {
    /// The message.
    pub(super) mid: Mid,
    /// The reaction's own place in time.
    pub(super) position: Position,
}

/// A reaction's row.
#[derive(Clone, PartialEq)]
pub(super) struct Reaction {
    pub(super) emoji: Option<String>,
    /// As of when it is known: the event's time, or the reading's that found it.
    pub(super) at: Timestamp,
    /// It did not stand before; long ago where nothing is known.
    pub(super) since: Timestamp,
    /// The batch set it.
    pub(super) is_new: bool,
    pub(super) dirty: bool,
}

impl Known {
    /// What changed on screen.
    pub(super) fn changes(&self) -> ChangeSet {
        let conversations: std::collections::BTreeSet<_> =
            self.conversations.iter().filter(|row| row.visible).map(|row| row.id).collect();
        ChangeSet { lists: !conversations.is_empty(), conversations, ..ChangeSet::default() }
    }

    /// Messages of people that were not there before, oldest first.
    pub(super) fn new_inbound(&self) -> Vec<NewInbound> {
        let mut news: Vec<NewInbound> = self.messages.iter().filter_map(news).collect();
        news.sort_by_key(|message| message.position);
        news
    }

    pub(super) fn conversation_of(&mut self, message: usize) -> Option<&mut Conversation> {
        let id = self.messages.get(message)?.now.conversation?;
        let index = *self.by_id.get(&id)?;
        self.conversations.get_mut(index)
    }
}

fn news(message: &Message) -> Option<NewInbound> {
    let state = &message.now.state;
    (message.is_new() && is_news(state.direction, state.kind())).then_some(())?;
    Some(NewInbound {
        conversation: message.now.conversation?,
        mid: message.mid.clone(),
        position: message.now.position?,
        kind: state.kind(),
        sent_at: state.sent_at?.at,
    })
}
