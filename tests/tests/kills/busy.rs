//! Work for the core: people who write, replies, drafts.

use acceptance::{Bridge, Handle, Instagram};
use anyhow::Result;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::PEOPLE;
use crate::known::Known;

/// One stretch of work between two kills.
pub(crate) struct Busy<'a> {
    instagram: &'a Instagram,
    handle: &'a Handle,
    dice: StdRng,
    kill: u64,
    steps: u64,
}

impl<'a> Busy<'a> {
    pub(crate) fn new(instagram: &'a Instagram, handle: &'a Handle, seed: u64, kill: u64) -> Self {
        Self { instagram, handle, dice: StdRng::seed_from_u64(seed), kill, steps: 0 }
    }

    /// Works until it is interrupted. What the core answered is known the moment its answer is here.
    pub(crate) async fn work(&mut self, bridge: &Bridge, known: &mut Known) -> Result<()> {
        loop {
            self.steps += 1;
            let text = format!("kill {} step {}", self.kill, self.steps);
            match self.dice.random_range(0..10) {
                0 => self.somebody_writes(known, &format!("in, {text}")).await?,
                1..=4 => self.reply(bridge, known, &format!("out, {text}")).await?,
                5..=6 => self.draft(bridge, known, &format!("draft, {text}")).await?,
                7 => {
                    let _: Value = bridge.ask("sync_now", &json!({ "handle": null })).await?;
                }
                _ => known.look(bridge, &mut self.dice).await?,
            }
        }
    }

    async fn somebody_writes(&mut self, known: &mut Known, text: &str) -> Result<()> {
        let person = format!("person{}", self.dice.random_range(0..PEOPLE));
        // Known before it is asked for: the answer may be cut off after the sandbox took it, never the other way.
        known.may_come_in(text);
        self.instagram.write(self.handle, &person, text).await?;
        known.came_in(text);
        Ok(())
    }

    async fn reply(&mut self, bridge: &Bridge, known: &mut Known, text: &str) -> Result<()> {
        let conversation = known.any_conversation(&mut self.dice);
        let id = uuid::Uuid::now_v7();
        known.may_be_sent(text);
        let payload = json!({ "id": id.to_string(), "conversation": conversation, "text": text });
        let _: Value = bridge.ask("send", &payload).await?;
        known.taken(conversation, text);
        Ok(())
    }

    async fn draft(&mut self, bridge: &Bridge, known: &mut Known, text: &str) -> Result<()> {
        let conversation = known.any_conversation(&mut self.dice);
        known.may_be_draft(conversation, text);
        let payload = json!({ "conversation": conversation, "text": text });
        let _: Value = bridge.ask("save_draft", &payload).await?;
        known.is_draft(conversation, text);
        Ok(())
    }
}
