//! A store that is full.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use domain::handle::{Flavour, HandleProfile};
use domain::ids::{HandleId, IgId};
use domain::observation::{Observation, Source};
use store::handles::TokenFacts;
use store::ingest::IngestBatch;
use store::{OpenOptions, Store};
use tempfile::TempDir;

use crate::floor::KEY;
use crate::material::{BATCH, HANDLES, Material, NOW};
use crate::progress;

/// A store with fifty handles.
pub(crate) struct Seeded {
    pub(crate) store: Store,
    handles: Vec<HandleId>,
    path: PathBuf,
    /// Removed with the store, unless that is a profile's.
    _folder: Option<TempDir>,
}

impl Seeded {
    /// A store without messages in a folder that goes with it.
    pub(crate) async fn empty() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("handrail-bench-").tempdir()?;
        let mut seeded = Self::at(folder.path().join("handrail.db")).await?;
        seeded._folder = Some(folder);
        Ok(seeded)
    }

    /// A store without messages.
    pub(crate) async fn at(path: PathBuf) -> Result<Self> {
        let store = Store::open(OpenOptions { path: &path, key: &KEY }).await?;
        let mut handles = Vec::with_capacity(HANDLES);
        for number in 0..HANDLES {
            let (handle, _) = store
                .upsert_connected(profile(number), Flavour::InstagramLogin, TokenFacts::default(), NOW)
                .await?;
            handles.push(handle);
        }
        Ok(Self { store, handles, path, _folder: None })
    }

    /// Fills the store.
    pub(crate) async fn fill(&self, messages: usize) -> Result<()> {
        let began = Instant::now();
        let mut written = 0;
        for (handle, told) in Material::of(messages).answers() {
            self.ingest(handle, told).await?;
            written += BATCH;
            if written % 50_000 == 0 {
                progress(&format!("{written} messages written, {:.0?}", began.elapsed()));
            }
        }
        Ok(())
    }

    /// Writes down what Instagram told the handle of a number.
    pub(crate) async fn ingest(&self, handle: usize, observations: Vec<Observation>) -> Result<()> {
        let batch = IngestBatch {
            handle: self.handle(handle)?,
            epoch: 1,
            source: Source::Poll,
            now: NOW,
            observations,
            sync: None,
            stream: None,
            while_paused: false,
            undelivered: Vec::new(),
            skipped: Vec::new(),
            left_out: Vec::new(),
            quiet: true,
            settles: false,
        };
        let ingested = self.store.ingest(batch).await?;
        anyhow::ensure!(ingested.applied, "the store did not take the messages");
        Ok(())
    }

    /// The handle of a number, counted round.
    pub(crate) fn handle(&self, number: usize) -> Result<HandleId> {
        self.handles.get(number % HANDLES).copied().context("no such handle")
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn profile(number: usize) -> HandleProfile {
    HandleProfile {
        ig_id: IgId(format!("178414000000{number:05}")),
        app_scoped_id: None,
        username: format!("brand.{number}"),
        name: Some(format!("Brand {number}")),
        account_type: None,
        followers: None,
        picture_url: None,
    }
}
