//! Following a stream: every message once, in the order of its number, as soon as it is stored.
//!
//! The leader of a stream publishes what it stores a second time, to whoever listens (JetStream calls it
//! republishing). That is quick and holds no state on the servers, and it may be lost. The numbers have no
//! holes, so what was lost is noticed by the next message, or by looking once a second, and fetched.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use async_nats::{Client, HeaderMap, Message, Subscriber};
use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::streams::state;
use super::{LogError, PAUSE, failed};
use crate::log::Bounds;

/// How often the stream is looked at, whether or not it says something.
const LOOK: Duration = Duration::from_secs(1);
/// Messages that are fetched at the same time.
const AT_ONCE: usize = 16;

/// One message of a stream.
pub(super) struct Told {
    pub(super) seq: u64,
    pub(super) subject: String,
    pub(super) headers: HeaderMap,
    pub(super) payload: Bytes,
}

/// Who follows a stream.
#[async_trait]
pub(super) trait Listener: Send + Sync + 'static {
    /// The next message.
    fn take(&self, told: Told);
    /// Everything up to this number was taken, or is gone.
    fn reached(&self, seq: u64);
    /// Where the stream begins and ends now.
    fn seen(&self, bounds: Bounds);
    /// The stream ends before what was taken: it is another one, or was put back. After which number to go on.
    async fn went_back(&self, stream: &Stream, newest: u64) -> Result<u64, LogError>;
}

/// A stream and who follows it.
pub(super) struct Tail {
    pub(super) client: Client,
    pub(super) stream: Stream,
    /// Where its messages are told.
    pub(super) told: String,
    pub(super) listener: Arc<dyn Listener>,
    pub(super) closing: CancellationToken,
}

impl Tail {
    /// Follows from behind `after` until it is told to stop.
    pub(super) async fn run(self, after: u64) {
        let mut last = after;
        loop {
            let followed = async {
                // Listening first, so that nothing falls between.
                let told = self.client.subscribe(self.told.clone()).await.map_err(failed)?;
                self.catch_up(&mut last).await?;
                self.listen(told, &mut last).await
            };
            tokio::select! {
                () = self.closing.cancelled() => return,
                followed = followed => if let Err(error) = followed {
                    tracing::debug!(%error, "a stream is followed anew");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listen(&self, mut told: Subscriber, last: &mut u64) -> Result<(), LogError> {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = told.next() => {
                    let Some(message) = message else { return Ok(()) };
                    let Some(message) = told_of(message) else { continue };
                    if message.seq <= *last {
                        continue;
                    }
                    self.fetch(last, message.seq - 1).await?;
                    *last = message.seq;
                    self.listener.take(message);
                    self.listener.reached(*last);
                }
                _ = look.tick() => self.catch_up(last).await?,
            }
        }
    }

    async fn catch_up(&self, last: &mut u64) -> Result<(), LogError> {
        let bounds = bounds(&self.stream).await?;
        if bounds.newest < *last {
            // An old leader that was cut off says so too; what is told next is fetched again then.
            // If this comes to nothing it is begun again, however many messages there are by then.
            *last = u64::MAX;
            *last = self.listener.went_back(&self.stream, bounds.newest).await?;
        }
        self.fetch(last, bounds.newest).await?;
        self.listener.seen(bounds);
        Ok(())
    }

    /// Takes everything after `last` up to `through` that is there still.
    async fn fetch(&self, last: &mut u64, through: u64) -> Result<(), LogError> {
        if *last >= through {
            return Ok(());
        }
        let mut next = bounds(&self.stream).await?.trimmed.max(*last) + 1;
        while next <= through {
            let end = through.min(next + (AT_ONCE - 1) as u64);
            let mut found = stream::iter(next..=end).map(|seq| get(&self.stream, seq)).buffered(AT_ONCE);
            let mut any = false;
            while let Some(message) = found.next().await {
                if let Some(message) = message? {
                    any = true;
                    *last = message.seq;
                    self.listener.take(message);
                }
            }
            next = end + 1;
            // Most numbers of notes are gone, since each new one takes the place of another. A gap is crossed in one step.
            if !any && next <= through {
                match get_from(&self.stream, next).await? {
                    Some(message) if message.seq <= through => {
                        next = message.seq + 1;
                        *last = message.seq;
                        self.listener.take(message);
                    }
                    _ => break,
                }
            }
        }
        *last = through;
        self.listener.reached(through);
        Ok(())
    }
}

/// Where a stream begins and ends, as its leader says.
pub(super) async fn bounds(stream: &Stream) -> Result<Bounds, LogError> {
    let state = state(stream).await?;
    Ok(Bounds { trimmed: state.first_sequence.saturating_sub(1), newest: state.last_sequence })
}

/// The message with this number; `None` when it is gone. Any server answers, the leader when it must.
pub(super) async fn get(stream: &Stream, seq: u64) -> Result<Option<Told>, LogError> {
    if let Ok(found) = stream.direct_get(seq).await {
        return Ok(Some(found.into()));
    }
    // That one may only be behind.
    match stream.get_raw_message(seq).await {
        Ok(found) => Ok(Some(found.into())),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// The first message that is there from this number on; `None` when there is none.
async fn get_from(stream: &Stream, seq: u64) -> Result<Option<Told>, LogError> {
    if let Ok(found) = stream.direct_get_next_for_subject(">", Some(seq)).await {
        return Ok(Some(found.into()));
    }
    match stream.get_first_raw_message_by_subject(">", seq).await {
        Ok(found) => Ok(Some(found.into())),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

impl From<StreamMessage> for Told {
    fn from(message: StreamMessage) -> Self {
        let StreamMessage { subject, sequence, headers, payload, .. } = message;
        Self { seq: sequence, subject: subject.to_string(), headers, payload }
    }
}

fn told_of(message: Message) -> Option<Told> {
    let headers = message.headers?;
    let seq = headers.get("Nats-Sequence")?.as_str().parse().ok()?;
    let subject = headers.get("Nats-Subject")?.as_str().to_owned();
    Some(Told { seq, subject, headers, payload: message.payload })
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};
    use std::sync::Mutex;

    use async_nats::jetstream;
    use async_nats::jetstream::stream::Config;

    use super::*;

    /// A server that ends with the test.
    struct Server(Child);

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    #[derive(Default)]
    struct Taken(Mutex<Vec<(u64, Bytes)>>);

    #[async_trait]
    impl Listener for Taken {
        fn take(&self, told: Told) {
            self.0.lock().expect("not poisoned").push((told.seq, told.payload));
        }

        fn reached(&self, _: u64) {}

        fn seen(&self, _: Bounds) {}

        async fn went_back(&self, _: &Stream, newest: u64) -> Result<u64, LogError> {
            Ok(newest)
        }
    }

    async fn server(folder: &std::path::Path) -> (Server, Client) {
        let package = std::path::Path::new("/usr/sbin/nats-server");
        let usual = if package.exists() { "/usr/sbin/nats-server" } else { "nats-server" };
        let binary = std::env::var("NATS_SERVER").unwrap_or_else(|_| usual.to_owned());
        let mut command = Command::new(binary);
        command.args(["--jetstream", "--addr", "127.0.0.1", "--port", "-1", "--store_dir"]).arg(folder);
        command.arg("--ports_file_dir").arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server(command.spawn().expect("is `nats-server` installed?"));
        let file = folder.join(format!("nats-server_{}.ports", server.0.id()));
        let client =
            tokio::time::timeout(Duration::from_secs(20), connected(&file)).await.expect("it starts");
        (server, client)
    }

    async fn connected(file: &std::path::Path) -> Client {
        loop {
            let ports = std::fs::read_to_string(file).unwrap_or_default();
            let address = ports.split('"').find(|word| word.starts_with("nats://"));
            if let Some(address) = address
                && let Ok(client) = async_nats::connect(address).await
            {
                return client;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn notes_that_were_written_over_a_thousand_times_are_not_asked_for_one_by_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_server, client) = server(folder.path()).await;
        let context = jetstream::new(client.clone());
        let config = Config {
            name: "notes".to_owned(),
            subjects: vec!["note.*".to_owned()],
            max_messages_per_subject: 1,
            allow_direct: true,
            ..Config::default()
        };
        let stream = context.create_stream(config).await.expect("a stream");
        let write = async |note: &str, text: String| {
            let sent = context.publish(format!("note.{note}"), text.into()).await.expect("sent");
            sent.await.expect("stored").sequence
        };
        let kept = write("early", "kept".to_owned()).await;
        for count in 0..1_000 {
            write("often", count.to_string()).await;
        }
        let middle = write("middle", "kept too".to_owned()).await;
        for count in 0..1_000 {
            write("often", count.to_string()).await;
        }
        let newest = bounds(&stream).await.expect("answers").newest;

        let taken = Arc::new(Taken::default());
        let tail = Tail {
            client: client.clone(),
            stream,
            told: "told".to_owned(),
            listener: Arc::clone(&taken) as Arc<dyn Listener>,
            closing: CancellationToken::new(),
        };
        let asked = || client.statistics().out_messages.load(std::sync::atomic::Ordering::Relaxed);
        let (before, mut last) = (asked(), 0);
        tail.fetch(&mut last, newest).await.expect("answers");
        assert_eq!(last, newest);
        let seqs: Vec<u64> = taken.0.lock().expect("not poisoned").iter().map(|(seq, _)| *seq).collect();
        assert_eq!(seqs, [kept, middle, newest], "each note once, in order");
        assert!(asked() - before < 300, "{} questions for three notes", asked() - before);
    }
}
