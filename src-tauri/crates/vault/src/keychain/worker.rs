//! One thread for all keychain calls, and a limit to waiting for it.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::VaultError;

type Job = Box<dyn FnOnce() + Send>;

/// The thread. It ends when the worker is dropped and its last job is done.
///
/// Not the runtime's pool of blocking threads: a keychain that hangs would fill that pool and hold up
/// the end of the app.
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
    patience: Duration,
}

impl Worker {
    /// Starts the thread.
    pub(super) fn start(patience: Duration) -> Result<Self, VaultError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let body = move || queue.into_iter().for_each(|job| job());
        let started = thread::Builder::new().name("keychain".to_owned()).spawn(body);
        started.map_err(|_| VaultError::Other("keychain-thread"))?;
        Ok(Self { jobs, patience })
    }

    /// Runs `work` there. A call that nobody waits for any more when its turn comes is left out, so
    /// that a keychain which wakes up does not act on what the app has long given up.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (answer, result) = oneshot::channel();
        let job = Box::new(move || {
            if !answer.is_closed() {
                // The caller may have left meanwhile; its answer is dropped then.
                let _ = answer.send(work());
            }
        });
        self.jobs.send(job).map_err(|_| VaultError::Other("keychain-thread"))?;
        match timeout(self.patience, result).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(VaultError::Other("keychain-thread")),
            Err(_) => Err(VaultError::Hung),
        }
    }
}
