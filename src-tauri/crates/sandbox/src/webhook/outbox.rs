//! Deliveries that wait, are tried, and are tried again (reference, section 6.4).

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::News;
use super::body::body;
use super::fields;
use super::sign;
use crate::world::World;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Updates of one body (reference, section 6.4).
const MAX_BATCH: usize = 1000;
/// Deliveries that wait at most; the oldest give way.
const MAX_WAITING: usize = 10_000;
/// When the tries follow the first one: at once, then less and less often over 36 hours.
const OVER_36_HOURS: &[i64] = &[
    0,
    MINUTE_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    24 * HOUR_MS,
    36 * HOUR_MS,
];
/// When they follow if an hour of failure ends the subscription.
const OVER_1_HOUR: &[i64] = &[0, 0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];

/// How deliveries are made; what a test changes with `POST /_control/webhooks`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Manners {
    /// News wait until they are released.
    pub(crate) hold: bool,
    /// News of one body, 1 to 1000.
    pub(crate) batch: usize,
    /// How often each body is delivered.
    pub(crate) copies: usize,
    /// The latest news first, among those that are released together.
    pub(crate) reversed: bool,
    /// How long after the event a delivery starts.
    pub(crate) delay_ms: i64,
    /// Webhook fields that the app chose in its dashboard; all of them when absent.
    pub(crate) fields: Option<Vec<String>>,
}

impl Default for Manners {
    fn default() -> Self {
        Self { hold: false, batch: 1, copies: 1, reversed: false, delay_ms: 0, fields: None }
    }
}

/// A body that waits for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) id: u64,
    pub(crate) attempt: usize,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    handles: Vec<usize>,
    first_ms: Option<i64>,
    due_ms: i64,
}

/// A try, as the ledger keeps it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Record {
    /// The delivery; each try of it has the same.
    pub(crate) id: u64,
    /// Counts from 1.
    pub(crate) attempt: usize,
    pub(crate) at_ms: i64,
    /// The answer's HTTP status; 0 when there was none.
    pub(crate) status: u16,
    /// `delivered`, `again`, `dropped` or `unsubscribed`.
    pub(crate) outcome: &'static str,
}

/// The webhooks of the app.
#[derive(Debug, Default)]
pub(crate) struct Hooks {
    /// Somebody takes deliveries.
    pub(crate) open: bool,
    pub(crate) manners: Manners,
    /// News that are taken for `webhook-body` instead of being delivered.
    pub(crate) captured: Option<Vec<News>>,
    pub(crate) callback: Option<String>,
    /// The task that sends deliveries to the callback.
    deliverer: Option<AbortHandle>,
    pub(crate) changed: Arc<Notify>,
    held: Vec<News>,
    waiting: VecDeque<Waiting>,
    ids: u64,
}

impl Hooks {
    /// This task sends deliveries to the callback from now on, and no other.
    pub(crate) fn deliver_by(&mut self, deliverer: AbortHandle) {
        if let Some(before) = self.deliverer.replace(deliverer) {
            before.abort();
        }
    }

    /// The app has no callback any more.
    pub(crate) fn forget_callback(&mut self) {
        self.callback = None;
        if let Some(deliverer) = self.deliverer.take() {
            deliverer.abort();
        }
    }

    /// Whether it is worth describing an event.
    pub(crate) fn listening(&self) -> bool {
        self.open || self.captured.is_some()
    }

    /// Whether the app left this field out.
    fn without(&self, field: &str) -> bool {
        self.captured.is_none()
            && self
                .manners
                .fields
                .as_ref()
                .is_some_and(|fields| !fields.iter().any(|f| fields::usual(f) == field))
    }

    /// The delivery that is due; it is out until it is answered.
    pub(crate) fn take_due(&mut self, now_ms: i64) -> Option<Waiting> {
        let place = self.waiting.iter().position(|w| w.due_ms <= now_ms)?;
        self.waiting.remove(place)
    }

    /// When the next delivery is due.
    pub(crate) fn next_due_ms(&self) -> Option<i64> {
        self.waiting.iter().map(|w| w.due_ms).min()
    }

    /// How many deliveries and held news wait.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.waiting.len(), self.held.len())
    }
}

impl World {
    /// Takes in news of a handle that is subscribed. An account gets every field that the app chose, whatever the
    /// account chose (reference, section 6.1).
    pub(crate) fn announce(&mut self, news: News) {
        if let Some(captured) = &mut self.hooks.captured {
            captured.push(news);
            return;
        }
        let subscribed = news.handle.is_none_or(|handle| !self.handles[handle].subscribed_fields.is_empty());
        if !self.hooks.open || !subscribed || self.hooks.without(&news.field) {
            return;
        }
        self.hooks.held.push(news);
        if !self.hooks.manners.hold && self.hooks.held.len() >= self.hooks.manners.batch.clamp(1, MAX_BATCH) {
            self.release();
        }
    }

    /// Makes deliveries of everything that was held.
    pub(crate) fn release(&mut self) {
        let mut news = std::mem::take(&mut self.hooks.held);
        let manners = self.hooks.manners.clone();
        if manners.reversed {
            news.reverse();
        }
        for part in news.chunks(manners.batch.clamp(1, MAX_BATCH)) {
            let handles: Vec<usize> = part.iter().filter_map(|n| n.handle).collect();
            let body = body(self, part);
            self.enqueue(&body, &handles, manners.copies.max(1), manners.delay_ms);
        }
    }

    /// Lets a body wait for its delivery.
    pub(crate) fn enqueue(
        &mut self,
        body: &serde_json::Value,
        handles: &[usize],
        copies: usize,
        delay_ms: i64,
    ) {
        let (headers, body) = self.signed(body);
        let due_ms = self.now_ms().saturating_add(delay_ms);
        for _ in 0..copies {
            self.hooks.ids += 1;
            let id = self.hooks.ids;
            let (headers, body, handles) = (headers.clone(), body.clone(), handles.to_vec());
            let waiting = Waiting { id, attempt: 1, headers, body, handles, first_ms: None, due_ms };
            self.hooks.waiting.push_back(waiting);
        }
        while self.hooks.waiting.len() > MAX_WAITING {
            self.hooks.waiting.pop_front();
        }
        self.hooks.changed.notify_one();
    }

    /// The headers and bytes of a body.
    pub(crate) fn signed(&self, body: &serde_json::Value) -> (Vec<(String, String)>, Bytes) {
        let text = sign::escaped(body, &self.switches);
        let secret = self.secret_of("webhook_secret");
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("user-agent".to_owned(), "facebookexternalua".to_owned()),
            ("x-hub-signature-256".to_owned(), sign::sha256(secret, text.as_bytes())),
        ];
        if self.switches.is("webhook_sha1", "present") {
            headers.push(("x-hub-signature".to_owned(), sign::sha1(secret, text.as_bytes())));
        }
        (headers, text.into())
    }

    /// The secret that a switch chooses: Meta's pages say of none which of the app's two it is (reference, section 13.2).
    pub(crate) fn secret_of(&self, switch: &str) -> &str {
        let app = &self.registry.app;
        if self.switches.is(switch, "instagram") { &app.instagram_secret } else { &app.secret }
    }

    /// What becomes of a delivery that was answered with this status; 0 for no answer.
    pub(crate) fn answered(&mut self, mut tried: Waiting, status: u16) {
        let now = self.now_ms();
        let first = *tried.first_ms.get_or_insert(now);
        let hour = self.switches.is("webhook_retry", "1h_then_unsubscribed");
        let tries = if hour { OVER_1_HOUR } else { OVER_36_HOURS };
        // Whoever moves the clock past the end has waited long enough, however few tries there were.
        let over = tries.last().is_some_and(|last| now - first >= *last);
        let next = tries.get(tried.attempt.saturating_sub(1)).copied().filter(|_| !over);
        let outcome = match next {
            _ if status == 200 => "delivered",
            Some(_) => "again",
            None if hour => "unsubscribed",
            None => "dropped",
        };
        self.ledger.deliveries.push(Record {
            id: tried.id,
            attempt: tried.attempt,
            at_ms: now,
            status,
            outcome,
        });
        match (outcome, next) {
            ("again", Some(after)) => {
                tried.attempt += 1;
                tried.due_ms = first + after;
                self.hooks.waiting.push_back(tried);
                self.hooks.changed.notify_one();
            }
            ("unsubscribed", _) => {
                for handle in &tried.handles {
                    self.handles[*handle].subscribed_fields.clear();
                }
                self.hooks.waiting.retain(|w| !w.handles.iter().any(|h| tried.handles.contains(h)));
            }
            _ => {}
        }
    }
}
