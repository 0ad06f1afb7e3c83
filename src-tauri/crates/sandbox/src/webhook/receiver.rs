//! Deliveries for somebody in this process: the demo and tests need no socket.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Notify;

use super::outbox::Waiting;
use crate::sandbox::Sandbox;

/// A signed body on its way. Dropping it without [`Webhooks::answer`] loses it, as a 200 would.
#[derive(Debug)]
pub struct Delivery {
    /// Names in lowercase; the signature is over `body` as it stands.
    pub headers: Vec<(String, String)>,
    /// The bytes as Instagram would send them.
    pub body: Bytes,
    /// Counts from 1.
    pub attempt: usize,
    waiting: Waiting,
}

/// The deliveries of a sandbox. Several receivers share them: each delivery goes to one.
#[derive(Debug)]
pub struct Webhooks {
    sandbox: Sandbox,
    changed: Arc<Notify>,
}

impl Sandbox {
    /// Starts webhooks and gives their deliveries. Only handles that are subscribed (`subscribed_apps`) have any,
    /// and only what happens from now on is told.
    pub fn webhooks(&self) -> Webhooks {
        let changed = self.with(|world| {
            world.hooks.open = true;
            Arc::clone(&world.hooks.changed)
        });
        Webhooks { sandbox: self.clone(), changed }
    }
}

impl Webhooks {
    /// The next delivery that is due by the sandbox's clock, if there is one.
    pub fn try_next(&self) -> Option<Delivery> {
        let waiting = self.sandbox.with(|world| {
            let now = world.now_ms();
            world.hooks.take_due(now)
        })?;
        Some(Delivery {
            headers: waiting.headers.clone(),
            body: waiting.body.clone(),
            attempt: waiting.attempt,
            waiting,
        })
    }

    /// Waits for the next delivery.
    pub async fn next(&self) -> Delivery {
        loop {
            if let Some(delivery) = self.try_next() {
                return delivery;
            }
            let wait = self.sandbox.with(|world| {
                let now = world.now_ms();
                world.hooks.next_due_ms().map(|due| due.saturating_sub(now).max(1).unsigned_abs())
            });
            match wait {
                None => self.changed.notified().await,
                // The clock may be moved meanwhile, which also notifies.
                Some(ms) => {
                    let _ = tokio::time::timeout(Duration::from_millis(ms), self.changed.notified()).await;
                }
            }
        }
    }

    /// Says how a delivery was answered: anything but 200 brings it back (reference, section 6.4). 0 is no answer.
    pub fn answer(&self, delivery: Delivery, status: u16) {
        self.sandbox.with(|world| world.answered(delivery.waiting, status));
    }
}
