//! What a person is told of outside the window (experience, section 14). Of their own handles only: the demo's messages
//! are nobody's.
//!
//! [`watch`] follows one space. What comes in is announced at once; what is only to be noticed (a handle that stopped,
//! a reply that failed, a window that closes, a snooze that ended) is looked for every now and then. While it is quiet
//! both are held back, and what of it still holds at the end is told then, in one notification: also when the app was
//! closed meanwhile.

mod arrivals;
mod destination;
mod noticed;
pub(crate) mod quiet;
mod shown;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use api::view::{HealthCode, MessageKind, NotificationSettings};
use api::{Changes, Topic};
use domain::time::Timestamp;
use engine::News;
use store::ChangeSet;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::space::Space;
use crate::{Config, Host, settings};
use arrivals::Arrivals;
use noticed::Noticed;
use shown::{Of, Shown};

/// How often what is only to be noticed is looked for.
const LOOK: Duration = Duration::from_secs(60);
/// The same in milliseconds.
const LOOK_MS: i64 = domain::time::MINUTE;
/// The setting that says, while it is quiet, until when everything was told, by Instagram's clock.
const TOLD_UNTIL: &str = "told_until";

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
    /// A person reacted to a message of ours. It makes no sound.
    Reaction {
        /// The conversation, to be opened.
        conversation: i64,
        /// Who; absent when nothing of it is to be shown.
        person: Option<String>,
        /// To whom: the handle without `@`.
        handle: String,
        /// The emoji, and what the message says or is in one line, if that is to be shown.
        reaction: Option<Reacted>,
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
    /// Several handles do not receive any more: what takes one away may take all that were signed in with it.
    StoppedMany {
        /// The first of them.
        id: i64,
        /// Their names without `@`.
        handles: Vec<String>,
        /// Why, if it is the same with all of them.
        code: Option<HealthCode>,
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

/// A reaction that is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// The emoji.
    pub emoji: String,
    /// What the message is that it was set on.
    pub kind: MessageKind,
    /// What it says in one line, if it has text.
    pub text: Option<String>,
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

/// What is told, with the message that it shows something of.
struct Told {
    announcement: Announcement,
    of: Option<Of>,
}

/// Follows a space until cancelled. The quiet that begins or ends by the clock is a change of the app.
pub(crate) async fn watch(
    space: Arc<Space>,
    config: Config,
    host: Arc<dyn Host>,
    changes: broadcast::Sender<Changes>,
    cancel: CancellationToken,
) {
    let (mut news, mut changed) = (space.engine.news(), space.engine.changes());
    let mut teller = Teller::begin(space, config, host).await;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let was_quiet = teller.is_quiet;
        tokio::select! {
            () = cancel.cancelled() => return,
            arrived = news.recv() => match arrived {
                Ok(arrived) => teller.news(&arrived).await,
                // Too much at once to announce one by one: it is all in the inbox.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            written = changed.recv() => match written {
                Ok(written) => teller.changed(Some(&written)).await,
                Err(RecvError::Lagged(_)) => teller.changed(None).await,
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => teller.look().await,
        }
        if teller.is_quiet != was_quiet {
            // Nobody listening is fine: data is always pulled.
            let _listeners = changes.send(Changes::of(Topic::App));
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
    shown: Shown,
    /// Until when everything was told.
    told_until: Timestamp,
    /// Whether something may be held back: it was quiet since.
    is_quiet: bool,
}

impl Teller {
    async fn begin(space: Arc<Space>, config: Config, host: Arc<dyn Host>) -> Self {
        let now = space.engine.clock().now();
        let kept = space.store.setting(TOLD_UNTIL).await.ok().flatten();
        let kept = kept.and_then(|at| at.parse().ok()).map(Timestamp);
        let told_until = kept.unwrap_or(now);
        let noticed = Noticed::begin(&space, not_ahead(told_until, now)).await;
        let (arrivals, shown) = (Arrivals::default(), Shown::default());
        let mut teller =
            Self { space, config, host, arrivals, noticed, shown, told_until, is_quiet: kept.is_some() };
        if quiet::at(&teller.wishes().await, now).is_some() {
            teller.hold_back().await;
        }
        teller
    }

    /// It is quiet: what comes from here on is told at the end.
    async fn hold_back(&mut self) {
        let until = not_ahead(self.told_until, self.now());
        if self.is_quiet && until == self.told_until {
            return;
        }
        self.is_quiet = true;
        self.told_until = until;
        let until = until.0.to_string();
        if let Err(error) = self.space.store.set_setting(TOLD_UNTIL, Some(until)).await {
            tracing::warn!(%error, "what is held back is forgotten if the app is closed before the quiet ends");
        }
    }

    /// Everything was told.
    async fn caught_up(&mut self) {
        self.told_until = self.now();
        if !std::mem::take(&mut self.is_quiet) {
            return;
        }
        if let Err(error) = self.space.store.set_setting(TOLD_UNTIL, None).await {
            tracing::warn!(%error, "what was told may be told again at the next start");
        }
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
        if quiet::at(&wishes, self.now()).is_some() {
            return self.hold_back().await;
        }
        if self.is_quiet {
            // The quiet has just ended: what came is counted with what was held back.
            return self.look().await;
        }
        for told in self.arrivals.news(&self.space, &*self.host, &wishes, news).await {
            self.tell(told);
        }
        self.told_until = self.now();
    }

    fn tell(&mut self, Told { announcement, of }: Told) {
        if let Some(of) = of {
            self.shown.remember(of);
        }
        self.host.announce(&announcement);
    }

    /// Takes back what shows a message that is no more.
    async fn changed(&mut self, changes: Option<&ChangeSet>) {
        self.shown.changed(&self.space, &*self.host, changes).await;
    }

    /// Tells of what is noticed, and of what was held back once it is no longer quiet.
    async fn look(&mut self) {
        let wishes = self.wishes().await;
        let now = self.now();
        let quiet = quiet::at(&wishes, now).is_some();
        let ends = self.is_quiet && !quiet;
        let mut found = Vec::new();
        if ends {
            let since = not_ahead(self.told_until, now);
            found.extend(Arrivals::held_back(&self.space, &wishes, since).await);
        }
        let noticed = self.noticed.look(&self.space, &*self.host, &wishes, quiet).await;
        found.extend(noticed.into_iter().map(|announcement| Told { announcement, of: None }));
        if ends && found.len() > 1 {
            let all = found.into_iter().map(|told| told.announcement).collect();
            found = vec![Told { announcement: Announcement::Summary(all), of: None }];
        }
        for told in found {
            self.tell(told);
        }
        if quiet {
            self.hold_back().await;
        } else {
            self.caught_up().await;
        }
    }
}

/// Until when everything was told. A time ahead is of a clock that was set right since, and that not longer ago than the last
/// look: rather is something told twice than what came after it never.
fn not_ahead(told_until: Timestamp, now: Timestamp) -> Timestamp {
    if told_until > now { now.plus(-LOOK_MS) } else { told_until }
}
