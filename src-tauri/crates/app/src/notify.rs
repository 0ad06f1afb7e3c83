//! What a person is told of outside the window (experience, section 14). Of their own handles only: the demo's messages
//! are nobody's.
//!
//! [`watch`] follows one space. What comes in is announced at once; what is only to be noticed (a handle that stopped,
//! a reply that failed, a window that closes, a snooze that ended) is looked for every now and then. While it is quiet
//! both are held back, and what of it still holds at the end is told then, in one notification.

mod arrivals;
mod destination;
mod noticed;
pub(crate) mod quiet;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use api::view::{HealthCode, MessageKind, NotificationSettings};
use api::{Changes, Topic};
use domain::time::Timestamp;
use engine::News;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::space::Space;
use crate::{Config, Host, settings};
use arrivals::Arrivals;
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
        /// The handle.
        id: i64,
        /// Its name without `@`.
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
        /// The one that it is, if it is only one.
        only: Option<Whose>,
    },
    /// Snoozes ended, and nobody has answered.
    Woken {
        /// The conversation that woke last, to be opened.
        conversation: i64,
        /// Whose it is; absent when nothing of it is to be shown.
        person: Option<String>,
        /// Its handle without `@`.
        handle: String,
        /// How many.
        conversations: u32,
    },
    /// What came of several kinds while it was quiet, told when it ends.
    Summary(Vec<Self>),
    /// What a notification is like.
    Trial,
}

/// A conversation that is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The conversation, to be opened.
    pub conversation: i64,
    /// Whose it is; absent when nothing of it is to be shown.
    pub person: Option<String>,
    /// Its handle without `@`.
    pub handle: String,
}

/// Follows a space until cancelled. The quiet that begins or ends by the clock is a change of the app.
pub(crate) async fn watch(
    space: Arc<Space>,
    config: Config,
    host: Arc<dyn Host>,
    changes: broadcast::Sender<Changes>,
    cancel: CancellationToken,
) {
    let mut news = space.engine.news();
    let mut teller = Teller::begin(space, config, host).await;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            arrived = news.recv() => match arrived {
                Ok(arrived) => teller.news(&arrived).await,
                // Too much at once to announce one by one: it is all in the inbox.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => {
                let was_quiet = teller.is_quiet;
                teller.look().await;
                if teller.is_quiet != was_quiet {
                    // Nobody listening is fine: data is always pulled.
                    let _listeners = changes.send(Changes::of(Topic::App));
                }
            }
        }
    }
}

/// Tells a person of what happens in a space.
struct Teller {
    space: Arc<Space>,
    config: Config,
    host: Arc<dyn Host>,
    arrivals: Arrivals,
    noticed: Noticed,
    /// Whether it was quiet at the last look.
    is_quiet: bool,
}

impl Teller {
    async fn begin(space: Arc<Space>, config: Config, host: Arc<dyn Host>) -> Self {
        let noticed = Noticed::begin(&space).await;
        let mut teller =
            Self { space, config, host, arrivals: Arrivals::default(), noticed, is_quiet: false };
        teller.is_quiet = quiet::at(&teller.wishes().await, teller.now()).is_some();
        teller
    }

    async fn wishes(&self) -> NotificationSettings {
        settings::read(&self.config, &self.space.store).await.notifications
    }

    fn now(&self) -> Timestamp {
        self.space.engine.clock().now()
    }

    /// Tells of what came in, or holds it back.
    async fn news(&mut self, news: &News) {
        let wishes = self.wishes().await;
        let quiet = quiet::at(&wishes, self.now()).is_some();
        for announcement in self.arrivals.news(&self.space, &*self.host, &wishes, news, quiet).await {
            self.host.announce(&announcement);
        }
    }

    /// Tells of what is noticed, and of what was held back once it is no longer quiet.
    async fn look(&mut self) {
        let wishes = self.wishes().await;
        let quiet = quiet::at(&wishes, self.now()).is_some();
        let mut found = Vec::new();
        if !quiet {
            found.extend(self.arrivals.held_back(&self.space, &wishes).await);
        }
        found.extend(self.noticed.look(&self.space, &*self.host, &wishes, quiet).await);
        if self.is_quiet && !quiet && found.len() > 1 {
            found = vec![Announcement::Summary(found)];
        }
        self.is_quiet = quiet;
        for announcement in &found {
            self.host.announce(announcement);
        }
    }
}
