//! Named tasks that are meant to run for ever: one that ends or panics is started again, with a growing pause.
//!
//! Stopping cancels, waits, then aborts what is left. Correctness never depends on it: everything that matters is
//! committed before it is acted upon.

use std::future::Future;
use std::time::Duration;

use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

/// The first pause before a failed task starts again; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause before a failed task starts again.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A running task. Dropping it cancels it; [`Task::stop`] also waits.
#[derive(Debug)]
pub struct Task {
    name: &'static str,
    cancel: CancellationToken,
    join: Option<JoinHandle<()>>,
}

impl Task {
    /// Starts a task that is meant to run until it is cancelled. `make` makes its future, again after each failure.
    pub fn spawn<F, Fut>(name: &'static str, parent: &CancellationToken, make: F) -> Self
    where
        F: Fn(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let cancel = parent.child_token();
        let join = tokio::spawn(keep_running(name, cancel.clone(), make));
        Self { name, cancel, join: Some(join) }
    }

    /// Cancels the task and waits for it, at most `patience`; then aborts it and waits for that.
    pub async fn stop(mut self, patience: Duration) {
        self.cancel.cancel();
        let Some(mut join) = self.join.take() else { return };
        if tokio::time::timeout(patience, &mut join).await.is_err() {
            tracing::warn!(task = self.name, "did not stop in time; aborted");
            join.abort();
            let _aborted = join.await;
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

async fn keep_running<F, Fut>(name: &'static str, cancel: CancellationToken, make: F)
where
    F: Fn(CancellationToken) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut pause = FIRST_PAUSE;
    while !cancel.is_cancelled() {
        let began = tokio::time::Instant::now();
        let mut running = Aborting(tokio::spawn(make(cancel.clone())));
        let ended = (&mut running.0).await;
        if cancel.is_cancelled() {
            return;
        }
        tracing::error!(
            task = name,
            cause = cause(&ended),
            "ended, though it is meant to run; starting it again"
        );
        if began.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn cause(ended: &Result<(), JoinError>) -> &'static str {
    match ended {
        Ok(()) => "returned",
        Err(error) if error.is_panic() => "panicked",
        Err(_) => "aborted",
    }
}

/// Aborts the inner task when the outer one is aborted.
struct Aborting(JoinHandle<()>);

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_task_that_ends_or_panics_starts_again() {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let task = Task::spawn("test", &CancellationToken::new(), move |cancel| {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                match run {
                    0 => panic!("planted"),
                    1 => {}
                    _ => cancel.cancelled().await,
                }
            }
        });
        tokio::time::sleep(Duration::from_secs(5)).await; // virtual time
        assert_eq!(runs.load(Ordering::SeqCst), 3);
        task.stop(Duration::from_secs(1)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_does_not_listen_is_aborted() {
        let task = Task::spawn("deaf", &CancellationToken::new(), |_| std::future::pending());
        tokio::time::timeout(Duration::from_secs(10), task.stop(Duration::from_secs(1)))
            .await
            .expect("stops");
    }
}
