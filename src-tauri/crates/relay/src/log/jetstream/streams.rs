//! The two streams: how they are made, and whether those that are there are ours.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use async_nats::Client;
use async_nats::jetstream::context::{Context, ContextBuilder, CreateStreamError, CreateStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, Info, Republish, StorageType, Stream};
use async_nats::jetstream::{self, ErrorCode};

use super::{ANSWER, LogError, PAUSE, failed};
use crate::config::JetStream;

/// A body is known again for two days: longer than Meta tries again (36 hours).
const KNOWN: Duration = Duration::from_secs(48 * 3600);
/// Two writers of one revision are told apart for so long; older revisions are by their number.
const RACE: Duration = Duration::from_secs(120);

/// So long servers may take to begin with more copies.
const COPYING: Duration = Duration::from_secs(10);

/// Both streams, and what they are called.
pub(super) struct Streams {
    pub(super) context: Context,
    pub(super) deliveries: Stream,
    pub(super) notes: Stream,
    name: String,
}

impl Streams {
    /// Where a delivery is published.
    pub(super) fn delivery(&self) -> String {
        format!("{}.delivery", self.name)
    }

    /// What stands before a note's name.
    pub(super) fn note(&self) -> String {
        format!("{}.note.", self.name)
    }

    /// Where the servers tell of each delivery that was stored.
    pub(super) fn deliveries_told(&self) -> String {
        format!("{}.told.{}", self.name, self.delivery())
    }

    /// Where the servers tell of each note that was stored.
    pub(super) fn notes_told(&self) -> String {
        format!("{}.told.{}>", self.name, self.note())
    }
}

/// Opens both, or makes them.
pub(super) async fn open(client: &Client, settings: &JetStream) -> Result<Streams, LogError> {
    let context = ContextBuilder::new().timeout(ANSWER).backpressure_on_inflight(false).build(client.clone());
    let name = &settings.name;
    let told = |source: &str| {
        let destination = format!("{name}.told.{source}");
        Some(Republish { source: source.to_owned(), destination, headers_only: false })
    };
    let common = Config {
        storage: StorageType::File,
        num_replicas: usize::from(settings.replicas),
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        // Full is full: nothing makes room by throwing away what nobody fetched.
        discard: DiscardPolicy::New,
        allow_direct: true,
        ..Config::default()
    };
    let delivery = format!("{name}.delivery");
    let deliveries = Config {
        name: format!("{name}-deliveries"),
        subjects: vec![delivery.clone()],
        duplicate_window: KNOWN,
        republish: told(&delivery),
        // Numbers without holes are what tells a reader that nothing is missing.
        deny_delete: true,
        ..common.clone()
    };
    let note = format!("{name}.note.>");
    let notes = Config {
        name: format!("{name}-notes"),
        subjects: vec![note.clone()],
        duplicate_window: RACE,
        max_messages_per_subject: 1,
        republish: told(&note),
        discard: DiscardPolicy::Old,
        ..common
    };
    Ok(Streams {
        deliveries: get_or_make(&context, deliveries, settings).await?,
        notes: get_or_make(&context, notes, settings).await?,
        context,
        name: name.clone(),
    })
}

async fn get_or_make(context: &Context, wanted: Config, settings: &JetStream) -> Result<Stream, LogError> {
    let stream =
        context.get_or_create_stream(wanted.clone()).await.map_err(|error| refused(&error, settings))?;
    let Info { config: found, .. } = stream.cached_info();
    let alike = found.storage == wanted.storage
        && found.subjects == wanted.subjects
        && found.republish == wanted.republish
        && found.max_messages_per_subject == wanted.max_messages_per_subject
        && found.discard == wanted.discard
        && found.allow_direct
        && found.duplicate_window >= wanted.duplicate_window
        && found.max_age.is_zero();
    if !alike {
        return Err(LogError::Refused(format!(
            "JetStream has a stream `{}` that was not made by this relay, or was changed. Give [log.jetstream] another `name`, or put the stream's settings back.",
            wanted.name
        )));
    }
    if found.num_replicas == wanted.num_replicas {
        return Ok(stream);
    }
    tracing::warn!(
        before = found.num_replicas,
        now = wanted.num_replicas,
        "the number of replicas is changed"
    );
    context.update_stream(&wanted).await.map_err(|error| refused(&error, settings))?;
    let until = Instant::now() + COPYING;
    loop {
        let stream = context.get_stream(&wanted.name).await.map_err(failed)?;
        let info = stream.cached_info();
        // A server alone takes the number and makes no copies.
        let done = info.cluster.is_none() || hosts(info).len() >= wanted.num_replicas;
        if done || Instant::now() >= until {
            return Ok(stream);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The servers that hold a stream, by name; nobody when they are no cluster.
pub(super) fn hosts(info: &Info) -> HashSet<String> {
    let Some(cluster) = &info.cluster else { return HashSet::new() };
    cluster.leader.iter().chain(cluster.replicas.iter().map(|peer| &peer.name)).cloned().collect()
}

fn refused(error: &CreateStreamError, settings: &JetStream) -> LogError {
    let code = match error.kind() {
        CreateStreamErrorKind::JetStream(error) => error.error_code(),
        CreateStreamErrorKind::JetStreamUnavailable => ErrorCode::JETSTREAM_NOT_ENABLED,
        _ => return failed(error),
    };
    LogError::Refused(match code {
        ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT => {
            "These servers have no JetStream, or not for this account: add a `jetstream` block to their configuration.".to_owned()
        }
        ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED | ErrorCode::CLUSTER_NO_PEERS | ErrorCode::INSUFFICIENT_RESOURCES => format!(
            "There are not {0} servers that could hold {0} copies ({error}). {1}",
            settings.replicas,
            super::promise::WHAT_TO_DO
        ),
        _ => return failed(error),
    })
}

/// The messages of a stream that are there, by number.
pub(super) async fn state(stream: &Stream) -> Result<jetstream::stream::State, LogError> {
    stream.get_info().await.map(|info| info.state).map_err(failed)
}
