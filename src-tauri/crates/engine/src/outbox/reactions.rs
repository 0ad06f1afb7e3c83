//! Reacting to a message. The same reaction may be set again, so a lost answer is simply asked for anew.

use std::time::Duration;

use domain::handle::{Flavour, Trouble};
use domain::ids::{Igsid, MessageId, Mid};
use domain::message::Direction;
use domain::observation::{Observation, ObservedReaction, Source};
use graph::{Access, GraphError, Retry};
use secrecy::SecretString;
use store::handles::HandleRow;

use super::deliver::still_on;
use crate::engine::Engine;
use crate::ingest::{Told, ingest};
use crate::shared::Shared;
use crate::sync::failure;

/// How often a reaction is tried while no answer comes.
const ATTEMPTS: u32 = 3;
/// The pause between two tries.
const BETWEEN: Duration = Duration::from_millis(500);
/// What Instagram calls the heart, and all that Facebook Login knows (instagram-platform, section 4).
const LOVE: &str = "love";

/// Why a reaction was not set.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// There is no such message.
    #[error("no such message")]
    NotFound,
    /// Instagram knows no id of the message.
    #[error("the message has no id of Instagram's")]
    Nameless,
    /// The handle is switched off.
    #[error("the handle is off")]
    HandleOff,
    /// The handle cannot be used.
    #[error("no token: {0:?}")]
    NoToken(Trouble),
    /// This kind of login knows no other reaction than the heart.
    #[error("only the heart can be set")]
    OnlyLove,
    /// Instagram, or the way to it.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl Engine {
    /// Sets the handle's reaction on a message, or takes it away. On success it is stored and shown: Instagram sends no
    /// echo of it.
    ///
    /// # Errors
    /// See [`ReactError`].
    pub async fn react(&self, message: MessageId, emoji: Option<String>) -> Result<(), ReactError> {
        let shared = self.shared();
        let message = shared.store.message(message).await?.ok_or(ReactError::NotFound)?;
        if message.mid.is_ours() {
            return Err(ReactError::Nameless);
        }
        let conversation =
            shared.store.conversation(message.conversation).await?.ok_or(ReactError::NotFound)?;
        let on = |row: HandleRow| if row.on { Ok(row) } else { Err(ReactError::HandleOff) };
        let handle = shared.store.handle(message.handle).await?.ok_or(ReactError::NotFound).and_then(on)?;
        if handle.flavour == Flavour::FacebookLogin && emoji.as_deref().is_some_and(|emoji| !is_love(emoji)) {
            return Err(ReactError::OnlyLove);
        }
        let token = shared.tokens.get(&handle.profile.ig_id).await.map_err(ReactError::NoToken)?;
        let person = &conversation.person.igsid;
        set(shared, &handle, &token, person, &message.mid, emoji.as_deref()).await?;
        let reaction = ObservedReaction {
            person: person.clone(),
            mid: message.mid,
            by: Direction::Out,
            emoji,
            at: shared.clock.now(),
        };
        let told = Told {
            handle: &handle.handle(),
            source: Source::Answer,
            observations: vec![Observation::Reaction(reaction)],
            undelivered: Vec::new(),
            sync: None,
            stream: None,
            quiet: true,
            settles: false,
        };
        ingest(shared, told).await?;
        Ok(())
    }
}

async fn set(
    shared: &Shared,
    handle: &HandleRow,
    token: &SecretString,
    person: &Igsid,
    mid: &Mid,
    emoji: Option<&str>,
) -> Result<(), ReactError> {
    let view = handle.handle();
    let access = Access::of(&view, token);
    let mut attempt = 0;
    loop {
        attempt += 1;
        if !still_on(shared, handle).await? {
            return Err(ReactError::HandleOff);
        }
        let answer = match emoji {
            Some(emoji) if is_love(emoji) => shared.client.react(access, person, mid, LOVE).await,
            Some(emoji) => shared.client.react(access, person, mid, emoji).await,
            None => shared.client.unreact(access, person, mid).await,
        };
        match answer {
            Ok(reply) => {
                shared.learn(handle.id, &reply);
                return Ok(());
            }
            Err(error) if may_be_set(&error) && attempt < ATTEMPTS => tokio::time::sleep(BETWEEN).await,
            Err(error) => {
                failure::heed_throttle(shared, handle.id, &error).await;
                return Err(error.into());
            }
        }
    }
}

/// Whether the answer was lost, which may be asked for anew at once. Not where fewer calls are asked for, whoever asks.
fn may_be_set(error: &GraphError) -> bool {
    error.api().is_none() && error.retry() != Retry::AfterPause
}

/// The heart, in any of its spellings.
fn is_love(emoji: &str) -> bool {
    matches!(emoji, "❤" | "❤️" | "♥" | "♥️" | LOVE)
}
