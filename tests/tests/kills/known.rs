//! What the core has acknowledged, and what must therefore be so for ever after.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use acceptance::{Bridge, Instagram, wait};
use anyhow::{Result, ensure};
use api::view::{ConversationList, ConversationView, MessagesPage, Phase, ReplyState};
use rand::Rng as _;
use rand::rngs::StdRng;
use serde_json::json;

/// Promises of the core.
#[derive(Default)]
pub(crate) struct Known {
    conversations: Vec<i64>,
    /// Texts that people wrote: asked for, and surely taken by Instagram.
    incoming: BTreeMap<String, bool>,
    /// Texts that we wanted sent.
    wanted: BTreeSet<String>,
    /// Replies that the core took, by conversation.
    taken: Vec<(i64, String)>,
    /// Per conversation: the draft that was acknowledged, and those that may have come after it.
    drafts: BTreeMap<i64, (Option<String>, BTreeSet<String>)>,
    /// Texts that were on screen, by conversation.
    seen: BTreeMap<i64, BTreeSet<String>>,
    checks: u32,
}

impl Known {
    pub(crate) async fn learn_conversations(&mut self, bridge: &Bridge) -> Result<()> {
        let request = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 200 });
        let list: ConversationList = bridge.ask("conversations", &request).await?;
        self.conversations = list.rows.iter().map(|row| row.id).collect();
        self.conversations.sort_unstable();
        Ok(())
    }

    pub(crate) fn conversations(&self) -> usize {
        self.conversations.len()
    }

    pub(crate) fn any_conversation(&self, dice: &mut StdRng) -> i64 {
        self.conversations[dice.random_range(0..self.conversations.len())]
    }

    pub(crate) fn replies(&self) -> usize {
        self.taken.len()
    }

    pub(crate) fn may_come_in(&mut self, text: &str) {
        self.incoming.insert(text.to_owned(), false);
    }

    pub(crate) fn came_in(&mut self, text: &str) {
        self.incoming.insert(text.to_owned(), true);
    }

    pub(crate) fn may_be_sent(&mut self, text: &str) {
        self.wanted.insert(text.to_owned());
    }

    pub(crate) fn taken(&mut self, conversation: i64, text: &str) {
        self.taken.push((conversation, text.to_owned()));
        // A reply takes the place of the draft.
        self.drafts.remove(&conversation);
    }

    pub(crate) fn may_be_draft(&mut self, conversation: i64, text: &str) {
        self.drafts.entry(conversation).or_default().1.insert(text.to_owned());
    }

    pub(crate) fn is_draft(&mut self, conversation: i64, text: &str) {
        self.drafts.insert(conversation, (Some(text.to_owned()), BTreeSet::new()));
    }

    /// Opens a conversation: what it shows has been stored.
    pub(crate) async fn look(&mut self, bridge: &Bridge, dice: &mut StdRng) -> Result<()> {
        let conversation = self.any_conversation(dice);
        let page = thread(bridge, conversation).await?;
        let texts = page.messages.into_iter().filter_map(|message| message.text);
        self.seen.entry(conversation).or_default().extend(texts);
        Ok(())
    }

    /// Checks promises against a core that has just started: the store is whole, and samples of it are as promised.
    pub(crate) async fn check(&mut self, bridge: &Bridge, dice: &mut StdRng) -> Result<()> {
        self.checks += 1;
        let app: api::view::AppView = bridge.ask("app", &json!({})).await?;
        ensure!(app.phase == Phase::Ready, "the app's phase is {:?}", app.phase);
        if let Some((conversation, text)) = pick(dice, &self.taken) {
            ensure!(has_reply(&thread(bridge, *conversation).await?, text), "the reply {text:?} is lost");
        }
        let seen: Vec<_> = self.seen.iter().collect();
        if let Some((conversation, texts)) = pick(dice, &seen) {
            let page = thread(bridge, **conversation).await?;
            let now: BTreeSet<_> = page.messages.into_iter().filter_map(|message| message.text).collect();
            let lost: Vec<_> = texts.difference(&now).collect();
            ensure!(lost.is_empty(), "seen once, now lost: {lost:?}");
        }
        let drafts: Vec<_> = self.drafts.iter().collect();
        if let Some((conversation, (kept, later))) = pick(dice, &drafts)
            && let Some(kept) = kept
        {
            let request = json!({ "conversation": conversation });
            let view: ConversationView = bridge.ask("conversation", &request).await?;
            let now = view.draft.map(|draft| draft.text);
            // An unacknowledged reply may have taken the draft's place.
            let is_promised = now.as_ref().is_none_or(|now| now == kept || later.contains(now));
            ensure!(is_promised, "the draft {kept:?} became {now:?}");
        }
        Ok(())
    }

    /// Waits until everything that people wrote is shown. Called every now and then: Instagram gives the newest 20
    /// messages of a conversation only, and a core that never lives long enough for one whole reading cannot see more.
    pub(crate) async fn everything_came_in(&self, bridge: &Bridge) -> Result<()> {
        // Instagram allows few calls a second: as long as it becomes less, it goes on.
        let mut missing = self.missing(bridge).await?;
        while !missing.is_empty() {
            let before = missing.len();
            let _: serde_json::Value = bridge.ask("sync_now", &json!({ "handle": null })).await?;
            let waiting = wait::until("more of what people wrote", async || {
                missing = self.missing(bridge).await?;
                Ok(missing.len() < before)
            });
            if let Err(vain) = waiting.await {
                let handles: serde_json::Value = bridge.ask("handles", &json!({})).await?;
                let some: Vec<_> = missing.iter().take(5).collect();
                return Err(vain.context(format!("{before} are missing, such as {some:?}; {handles}")));
            }
        }
        Ok(())
    }

    /// In the end everything that came in is there once, and every reply is sent once or still shown with its state.
    /// Gives how many replies were sent, and how many wait for a person's word or for their turn.
    pub(crate) async fn converges(&self, bridge: &Bridge, instagram: &Instagram) -> Result<(usize, usize)> {
        self.everything_came_in(bridge).await?;
        let shown = wait::for_some("replies that are not on their way any more", async || {
            let shown = self.everything_shown(bridge).await?;
            let moving = |state: &ReplyState| matches!(state, ReplyState::Sending);
            Ok((!shown.replies.values().any(moving)).then_some(shown))
        })
        .await?;
        let twice: Vec<_> = shown.texts.iter().filter(|(_, count)| **count > 1).collect();
        ensure!(twice.is_empty(), "shown twice: {twice:?}");

        let mut sent: BTreeMap<String, u32> = BTreeMap::new();
        for message in instagram.sends().await? {
            *sent.entry(message.text.unwrap_or_default()).or_default() += 1;
        }
        let twice: Vec<_> = sent.iter().filter(|(_, count)| **count > 1).collect();
        ensure!(twice.is_empty(), "sent twice: {twice:?}");
        let invented: Vec<_> = sent.keys().filter(|text| !self.wanted.contains(*text)).collect();
        ensure!(invented.is_empty(), "nobody asked for these: {invented:?}");
        for (_, text) in &self.taken {
            let is_known = shown.texts.contains_key(text) || shown.replies.contains_key(text);
            ensure!(
                is_known,
                "the reply {text:?} is neither in its thread nor waiting (sent: {:?})",
                sent.get(text)
            );
        }
        Ok((sent.len(), shown.replies.len()))
    }

    /// What people wrote that is in no thread.
    async fn missing(&self, bridge: &Bridge) -> Result<Vec<&str>> {
        let shown = self.everything_shown(bridge).await?;
        let sure = self.incoming.iter().filter(|(_, sure)| **sure).map(|(text, _)| text.as_str());
        Ok(sure.filter(|text| !shown.texts.contains_key(*text)).collect())
    }

    async fn everything_shown(&self, bridge: &Bridge) -> Result<Shown> {
        let mut shown = Shown::default();
        for conversation in &self.conversations {
            let page = thread(bridge, *conversation).await?;
            for text in page.messages.into_iter().filter_map(|message| message.text) {
                *shown.texts.entry(text).or_default() += 1;
            }
            shown.replies.extend(page.replies.into_iter().map(|reply| (reply.text, reply.state)));
        }
        Ok(shown)
    }
}

/// What the threads show.
#[derive(Default)]
struct Shown {
    texts: BTreeMap<String, u32>,
    replies: BTreeMap<String, ReplyState>,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (incoming, replies) = (self.incoming.len(), self.taken.len());
        write!(
            f,
            "{incoming} messages came in, {replies} replies were taken, {} starts were checked",
            self.checks
        )
    }
}

async fn thread(bridge: &Bridge, conversation: i64) -> Result<MessagesPage> {
    let request = json!({ "conversation": conversation, "before": null, "around": null, "limit": 200 });
    bridge.ask("messages", &request).await
}

fn has_reply(page: &MessagesPage, text: &str) -> bool {
    page.messages.iter().any(|message| message.text.as_deref() == Some(text))
        || page.replies.iter().any(|reply| reply.text == text)
}

fn pick<'a, T>(dice: &mut StdRng, from: &'a [T]) -> Option<&'a T> {
    (!from.is_empty()).then(|| &from[dice.random_range(0..from.len())])
}
