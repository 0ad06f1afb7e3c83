//! What a person is told of outside the window (experience, section 14). Of their own handles only: the demo's messages
//! are nobody's.
//!
//! [`watch`] follows one space. What comes in is announced at once; what is only to be noticed (a handle that stopped,
//! a reply that failed, a window that closes) is looked for every now and then.

mod noticed;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use api::view::{HandleView, HealthCode, MessageKind, NotificationSettings, Preview};
use domain::ids::HandleId;
use domain::notify::{Announced, Announcer, Arrival, Notice};
use domain::time::Timestamp;
use engine::News;
use store::ingest::NewInbound;
use store::lists::ConversationRow;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::space::Space;
use crate::{Config, Host, handles, settings, views};
use noticed::Noticed;

/// How often what is only to be noticed is looked for.
const LOOK: Duration = Duration::from_secs(60);

/// What a person is told. The words are the host's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// A person wrote.
    Message {
        /// The conversation, to be opened.
        conversation: i64,
        /// Who; absent when nothing of it is to be shown.
        person: Option<String>,
        /// To whom: the handle without `@`.
        handle: String,
        /// What the newest message is.
        kind: Option<MessageKind>,
        /// What it says in one line, if that is to be shown and it has text.
        text: Option<String>,
        /// How many messages it stands for; more than one takes the place of the notification before.
        messages: u32,
        /// Whether it may be heard.
        sound: bool,
    },
    /// Several people wrote. Takes the place of the crowd before.
    Crowd {
        /// Messages.
        messages: u32,
        /// To whom: the handles without `@`.
        handles: Vec<String>,
        /// Whether it may be heard.
        sound: bool,
    },
    /// A handle does not receive any more.
    Stopped {
        /// The handle without `@`.
        handle: String,
        /// Why.
        code: HealthCode,
    },
    /// Replies failed, or may not have arrived.
    ReplyFailed {
        /// The conversation of one of them.
        conversation: i64,
        /// How many.
        replies: u32,
    },
    /// Message windows close within an hour, and nobody has answered.
    Closing {
        /// How many.
        conversations: u32,
    },
    /// What a notification is like.
    Trial,
}

/// Follows a space until cancelled.
pub(crate) async fn watch(space: Arc<Space>, config: Config, host: Arc<dyn Host>, cancel: CancellationToken) {
    let mut news = space.engine.news();
    let mut told = Told { announcer: Announcer::default(), held_back: HeldBack::default() };
    let mut noticed = Noticed::begin(&space).await;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            arrived = news.recv() => match arrived {
                Ok(arrived) => {
                    let wishes = settings::read(&config, &space.store).await.notifications;
                    told.news(&space, &*host, &wishes, &arrived).await;
                }
                // Too much at once to announce one by one: it is all in the inbox.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => {
                let wishes = settings::read(&config, &space.store).await.notifications;
                if !is_quiet(&wishes, space.engine.clock().now()) {
                    told.held_back.announce(&space, &*host).await;
                }
                for announcement in noticed.look(&space, &wishes).await {
                    if !is_quiet(&wishes, space.engine.clock().now()) {
                        host.announce(&announcement);
                    }
                }
            }
        }
    }
}

fn is_quiet(wishes: &NotificationSettings, now: Timestamp) -> bool {
    wishes.quiet_until.is_some_and(|until| now.0 < until)
}

/// What was announced, and what waits for the end of the quiet.
struct Told {
    announcer: Announcer,
    held_back: HeldBack,
}

impl Told {
    async fn news(&mut self, space: &Space, host: &dyn Host, wishes: &NotificationSettings, news: &News) {
        if wishes.quiet_handles.contains(&news.handle.0) {
            return;
        }
        let now = space.engine.clock().now();
        // One conversation once: of several messages in one batch the last announcement stands for all.
        let mut last: Option<(Announced, ConversationRow)> = None;
        for message in &*news.messages {
            let Some(row) = worth_telling(space, host, wishes, news.handle, message).await else { continue };
            if is_quiet(wishes, now) {
                self.held_back.add(news.handle);
                continue;
            }
            let arrival =
                Arrival { handle: news.handle, conversation: message.conversation, sent_at: message.sent_at };
            let Some(announced) = self.announcer.arrived(arrival, now) else { continue };
            let sound = announced.sound || last.as_ref().is_some_and(|(before, _)| before.sound);
            if let Some((before, row)) = last.take().filter(|(before, _)| differs(before, &announced)) {
                say(space, host, wishes, before, row).await;
            }
            last = Some((Announced { sound, ..announced }, row));
        }
        if let Some((announced, row)) = last {
            say(space, host, wishes, announced, row).await;
        }
    }
}

/// Whether a later announcement does not take the place of an earlier one.
fn differs(before: &Announced, after: &Announced) -> bool {
    match (&before.notice, &after.notice) {
        (Notice::Message { conversation, .. }, Notice::Message { conversation: other, .. }) => {
            conversation != other
        }
        _ => false,
    }
}

/// The conversation as it stands, when a person wants to hear of the message: it asks for a reply (or is a mention),
/// and is not on screen in front of them.
async fn worth_telling(
    space: &Space,
    host: &dyn Host,
    wishes: &NotificationSettings,
    handle: HandleId,
    message: &NewInbound,
) -> Option<ConversationRow> {
    let mention = message.kind == domain::message::MessageKind::StoryMention;
    if !(if mention { wishes.mentions } else { wishes.messages }) {
        return None;
    }
    let on_screen = space.engine.attention().on_screen(handle) == Some(message.conversation);
    if on_screen && host.is_in_front() {
        return None;
    }
    let row = space.store.conversation(message.conversation).await.ok().flatten()?;
    let asks = row.standing == domain::conversation::Standing::NeedsReply || (mention && row.open_mention);
    asks.then_some(row)
}

async fn say(
    space: &Space,
    host: &dyn Host,
    wishes: &NotificationSettings,
    announced: Announced,
    row: ConversationRow,
) {
    let sound = announced.sound && wishes.sound;
    let announcement = match announced.notice {
        Notice::Message { conversation, messages } => {
            let kind = row.last.as_ref().map(|last| last.kind.into());
            let text = row.last.and_then(|last| last.snippet);
            Announcement::Message {
                conversation: conversation.0,
                handle: name_of(space, row.handle).await.unwrap_or_default(),
                person: (wishes.preview != Preview::Nothing).then(|| views::person(row.person).name),
                kind: kind.filter(|_| wishes.preview == Preview::Full),
                text: text.filter(|_| wishes.preview == Preview::Full),
                messages: u32::try_from(messages).unwrap_or(u32::MAX),
                sound,
            }
        }
        Notice::Crowd { messages, handles } => Announcement::Crowd {
            messages: u32::try_from(messages).unwrap_or(u32::MAX),
            handles: names_of(space, &handles).await,
            sound,
        },
    };
    host.announce(&announcement);
}

async fn name_of(space: &Space, handle: HandleId) -> Option<String> {
    Some(space.store.handle(handle).await.ok().flatten()?.profile.username)
}

async fn names_of(space: &Space, handles: &BTreeSet<HandleId>) -> Vec<String> {
    let mut names = Vec::new();
    for handle in handles {
        names.extend(name_of(space, *handle).await);
    }
    names
}

/// What came in while the person wanted quiet: told once, when it ends.
#[derive(Default)]
struct HeldBack {
    messages: u32,
    handles: BTreeSet<HandleId>,
}

impl HeldBack {
    fn add(&mut self, handle: HandleId) {
        self.messages = self.messages.saturating_add(1);
        self.handles.insert(handle);
    }

    async fn announce(&mut self, space: &Space, host: &dyn Host) {
        let Self { messages, handles } = std::mem::take(self);
        if messages > 0 {
            let handles = names_of(space, &handles).await;
            host.announce(&Announcement::Crowd { messages, handles, sound: false });
        }
    }
}

/// Every handle as the rail shows it.
async fn rail(space: &Space) -> Vec<HandleView> {
    handles::list(space).await.unwrap_or_default()
}
