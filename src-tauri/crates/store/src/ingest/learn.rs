//! Merging one observation into what is known. Pure: nothing here waits.

use domain::ids::{Igsid, Mid};
use domain::merge::MessageState;
use domain::message::Origin;
use domain::observation::{LineKind, Observation, ObservedLine, ObservedMessage, ObservedThread, Source};
use domain::time::Timestamp;

use super::known::{Conversation, Facts, Known, Message};

impl Known {
    pub(super) fn learn(&mut self, observation: &Observation, source: Source) {
        match observation {
            Observation::Thread(thread) => self.learn_thread(thread),
            Observation::Message(message) => self.learn_message(message, source),
            Observation::Reaction(reaction) => {
                self.learn_reaction(reaction);
                let index = self.message(&reaction.mid);
                self.belongs_to(index, &reaction.person);
            }
            Observation::Seen { person, mid, at } => self.learn_seen(person, mid, *at),
            Observation::Line(line) => self.learn_line(line),
            Observation::Owner(owner) => self.learn_owner(&owner.person, owner.at, owner.is_another),
            // A row of its own, which nothing here is joined with.
            Observation::ClosedThread(_) => {}
            Observation::Edit { person, mid, .. } | Observation::Unsend { person, mid, .. } => {
                if let Some(state) = MessageState::of(observation) {
                    let index = self.message(mid);
                    self.join(index, state);
                    if let Some(person) = person {
                        self.belongs_to(index, person);
                    }
                }
            }
        }
    }

    fn learn_thread(&mut self, thread: &ObservedThread) {
        let Some(row) = self.conversation(&thread.person) else { return };
        row.listed = Some(thread.older_exist);
        if row.thread.as_ref() != Some(&thread.thread) || row.remote_updated_at < Some(thread.updated_at) {
            row.thread = Some(thread.thread.clone());
            row.remote_updated_at = row.remote_updated_at.max(Some(thread.updated_at));
            row.dirty = true;
        }
        let (told, known) = (&thread.profile, &mut row.profile);
        for (told, known) in [
            (&told.name, &mut known.name),
            (&told.username, &mut known.username),
            (&told.picture_url, &mut known.picture_url),
        ] {
            if told.is_some() && told != known {
                known.clone_from(told);
                row.profile_dirty = true;
                row.visible = true;
            }
        }
    }

    fn learn_message(&mut self, message: &ObservedMessage, source: Source) {
        let conversation = self.conversation(&message.person).map(|row| row.id);
        let index = self.message(&message.mid);
        let mut state = MessageState::of_message(message);
        if self.own.contains(&message.mid) {
            state.origin = state.origin.max(Some(Origin::ThisApp));
        }
        self.join(index, state);
        if let Some(row) = self.messages.get_mut(index) {
            row.shown = true;
            row.now.missing_since = None;
            row.now.by_webhook |= source == Source::Webhook;
            // Before it has a place, only events spoke of it.
            row.now.conversation = match row.now.position {
                Some(_) => row.now.conversation.or(conversation),
                None => conversation.or(row.now.conversation),
            };
        }
        // Instagram took a reply of ours: the chat is not another tool's.
        if source == Source::Answer {
            self.learn_owner(&message.person, message.as_of, false);
        }
        if let Some(all) = &message.reactions {
            self.learn_all_reactions(index, all, message.as_of);
        }
    }

    fn learn_seen(&mut self, person: &Igsid, mid: &Mid, at: Timestamp) {
        let Some(row) = self.conversation(person) else { return };
        let seen = Some((at, mid.clone()));
        if row.seen < seen {
            row.seen = seen;
            row.dirty = true;
            row.visible = true;
        }
    }

    fn learn_line(&mut self, line: &ObservedLine) {
        let Some(row) = self.conversation(&line.person) else { return };
        row.lines.push((line.at, line.what.clone()));
        match line.what {
            LineKind::OwnerIsAnother { .. } => self.learn_owner(&line.person, line.at, true),
            LineKind::OwnerIsThisApp => self.learn_owner(&line.person, line.at, false),
            LineKind::Referral { .. } | LineKind::OwnerRequested { .. } => {}
        }
    }

    /// The newest statement stands; of two of the same moment the one that keeps us from writing.
    fn learn_owner(&mut self, person: &Igsid, at: Timestamp, is_another: bool) {
        let Some(row) = self.conversation(person) else { return };
        let told = Some((at, is_another));
        if row.owner < told {
            row.visible |= is_another != row.is_another();
            row.owner = told;
            row.dirty = true;
        }
    }

    /// The message's place in the list of known ones; a new one gets an empty row.
    fn message(&mut self, mid: &Mid) -> usize {
        if let Some(index) = self.by_mid.get(mid) {
            return *index;
        }
        let index = self.messages.len();
        self.by_mid.insert(mid.clone(), index);
        self.messages.push(Message { mid: mid.clone(), before: None, now: Facts::default(), shown: false });
        index
    }

    /// An event names the person of a message that may not be there yet: what it told of the message is theirs, and goes
    /// with them.
    fn belongs_to(&mut self, message: usize, person: &Igsid) {
        let conversation = self.conversation(person).map(|row| row.id);
        if let Some(row) = self.messages.get_mut(message) {
            row.now.conversation = row.now.conversation.or(conversation);
        }
    }

    fn join(&mut self, message: usize, state: MessageState) {
        if let Some(row) = self.messages.get_mut(message) {
            row.now.state = std::mem::take(&mut row.now.state).join(state);
        }
    }

    fn conversation(&mut self, person: &Igsid) -> Option<&mut Conversation> {
        let index = *self.by_person.get(person)?;
        self.conversations.get_mut(index)
    }
}
