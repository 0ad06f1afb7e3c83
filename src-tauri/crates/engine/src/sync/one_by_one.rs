//! Reading thread by thread and message by message, where Instagram refuses a whole page or gives no details
//! (instagram-platform, section 3): one bad message, or a server stricter than documented, hides no thread.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use domain::ids::{HandleId, Igsid, Mid, ThreadId};
use domain::message::MessageKind;
use domain::observation::{Observation, ObservedThread};
use domain::time::Timestamp;
use graph::{Access, ApiErrorKind, ConversationPage, GraphError, PageRequest, ThreadProblem, ThreadRead};

use super::failure::Failure;
use crate::shared::Shared;

/// Instagram gives details of this many messages of a thread.
const NEWEST: usize = 20;
/// Messages of one answer that are asked for one by one; a thread's others are when it is opened.
const MOST: usize = 60;
/// Messages that are remembered to have been asked for.
const MOST_ASKED: usize = 10_000;

/// Messages that were asked for on their own. What Instagram does not give is not asked for in every round.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<HashSet<(HandleId, Mid)>>);

impl Asked {
    /// Answers whether it was not asked for yet, and counts it as asked for.
    fn first(&self, handle: HandleId, mid: &Mid) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST_ASKED {
            asked.clear();
        }
        asked.insert((handle, mid.clone()))
    }
}

/// Whether a page that was refused so may be readable in parts. A vague refusal is first taken for an outage, and looked
/// into when it comes again.
pub(super) fn may_help(error: &GraphError, again: bool) -> bool {
    let too_deep = error.api().is_some_and(|refusal| refusal.kind == ApiErrorKind::DetailsUnavailable);
    too_deep || is_too_much(error) || (again && !stops(error))
}

/// Whether Instagram had no time for so much at once, as of an account that has very many conversations.
pub(super) fn is_too_much(error: &GraphError) -> bool {
    error.api().is_some_and(|refusal| refusal.kind == ApiErrorKind::TooMuch)
}

/// Whether an error is about the handle, or the way to Instagram: then nothing else can be read either.
pub(super) fn stops(error: &GraphError) -> bool {
    error.api().is_none() || error.trouble().is_some()
}

fn lacks_permission(error: &GraphError) -> bool {
    error.api().is_some_and(|refusal| refusal.kind == ApiErrorKind::PermissionMissing)
}

/// The newest messages of a thread.
pub(super) struct Newest {
    /// The newest first.
    pub(super) messages: Vec<Observation>,
    /// There are older ones.
    pub(super) older_exist: bool,
    /// Another one was listed that has no id.
    pub(super) left_out: bool,
}

/// Reads of one handle.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) shared: &'a Shared,
    pub(super) handle: HandleId,
    pub(super) access: Access<'a>,
}

impl Asking<'_> {
    /// A page of threads, of which those that changed since `until` are read one by one.
    pub(super) async fn page(
        self,
        page: &PageRequest,
        until: Option<Timestamp>,
    ) -> Result<ConversationPage, GraphError> {
        let Self { shared, handle, access } = self;
        let mut listed = {
            let _permit = shared.budget.read(handle).await;
            let bare = PageRequest { messages: 0, ..page.clone() };
            let reply = shared.client.conversations(access, &bare).await?;
            shared.learn(handle, &reply);
            shared.rounds.answered(handle, shared.clock.now());
            reply.value
        };
        for row in &mut listed.threads {
            let known = until.zip(row.updated_at).is_some_and(|(until, updated_at)| updated_at < until);
            if known {
                row.observations.clear();
            } else {
                self.thread(row).await?;
            }
        }
        Ok(listed)
    }

    /// Reads a thread that was listed alone.
    async fn thread(self, row: &mut ThreadRead) -> Result<(), GraphError> {
        let Self { shared, handle, access } = self;
        let Some(listed) = row.observations.iter().find_map(as_thread).cloned() else { return Ok(()) };
        let read = {
            let _permit = shared.budget.read(handle).await;
            shared.client.thread(access, &listed.thread).await
        };
        match read {
            Ok(reply) => {
                shared.learn(handle, &reply);
                shared.rounds.answered(handle, shared.clock.now());
                *row = reply.value;
            }
            Err(error) if stops(&error) => return Err(error),
            Err(_) => match self.messages(&listed.thread, &listed.person, listed.updated_at).await {
                Ok(Newest { messages, older_exist, .. }) => {
                    row.observations = vec![Observation::Thread(ObservedThread { older_exist, ..listed })];
                    row.observations.extend(messages);
                }
                Err(error) if stops(&error) => return Err(error),
                // It stands in the list with its person; what cannot be read is listed for a person to see.
                Err(_) => row.problems.push(ThreadProblem::Unreadable),
            },
        }
        Ok(())
    }

    /// The newest messages of a thread, each read on its own.
    pub(super) async fn messages(
        self,
        thread: &ThreadId,
        person: &Igsid,
        updated_at: Timestamp,
    ) -> Result<Newest, GraphError> {
        let Self { shared, handle, access } = self;
        let listing = {
            let _permit = shared.budget.read(handle).await;
            let reply = shared.client.listing(access, thread, None).await?;
            shared.learn(handle, &reply);
            reply.value
        };
        let older_exist = listing.after.is_some() || listing.messages.len() > NEWEST;
        let mut not_after = updated_at;
        let mut messages = Vec::new();
        for listed in listing.messages.iter().take(NEWEST) {
            let bare = listed.without_details(person, not_after);
            let message = self.message(&listed.mid).await?.unwrap_or(Observation::Message(bare));
            if let Observation::Message(message) = &message {
                not_after = message.sent_at.at;
            }
            messages.push(message);
        }
        Ok(Newest { messages, older_exist, left_out: listing.left_out })
    }

    /// Asks for the messages that were listed without details, each once: a server that is stricter with lists may give
    /// them.
    pub(super) async fn fill(self, threads: &mut [ThreadRead]) -> Result<(), Failure> {
        let Self { shared, handle, .. } = self;
        let rows = threads.iter_mut().flat_map(|thread| thread.observations.iter_mut());
        let mut left = MOST;
        for row in rows {
            let Observation::Message(message) = &*row else { continue };
            if left == 0 || !message.body.details_unavailable || !shared.asked.first(handle, &message.mid) {
                continue;
            }
            let known = shared.store.message_by_mid(handle, &message.mid).await?;
            if known.is_some_and(|known| known.kind != MessageKind::Unavailable) {
                continue;
            }
            left -= 1;
            if let Some(read) = self.message(&message.mid).await? {
                *row = read;
            }
        }
        Ok(())
    }

    /// One message; `None` when Instagram does not give it.
    async fn message(self, mid: &Mid) -> Result<Option<Observation>, GraphError> {
        let Self { shared, handle, access } = self;
        let _permit = shared.budget.read(handle).await;
        match shared.client.message(access, mid).await {
            Ok(reply) => {
                shared.learn(handle, &reply);
                Ok(Some(Observation::Message(reply.value)))
            }
            Err(GraphError::Unreadable) => Ok(None),
            // The list was read: that a permission is missing is this message's own.
            Err(error) if lacks_permission(&error) => Ok(None),
            Err(error) if stops(&error) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

fn as_thread(observation: &Observation) -> Option<&ObservedThread> {
    match observation {
        Observation::Thread(thread) => Some(thread),
        _ => None,
    }
}
