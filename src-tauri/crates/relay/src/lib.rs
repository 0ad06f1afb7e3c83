//! The webhook relay: the public address for Meta's webhooks, and the way from there to the laptops.
//!
//! Meta delivers to public https addresses only and a laptop sleeps. So the relay takes deliveries in
//! ([`ingress`]): it checks the signature over the raw bytes, sorts by account, drops what nobody
//! follows, seals the rest to the laptops ([`sealer`]) and has it on disk ([`log`]) before it answers
//! 200. Laptops pair once and follow a signed, numbered stream ([`laptops`], [`feed`]), each with its
//! own place in it. The relay also has the app's secret, so that no laptop needs it, and exchanges the
//! codes of logins ([`oauth`]).
//!
//! [`protocol`] is what both sides share, [`client`] is the laptop's way here; the app uses these two modules alone.
//!
//! The two checks on which all stands are tested against published vectors:
//! - [`signature`]: the `X-Hub-Signature-256` header of a webhook delivery;
//! - [`signed_request`]: the form field of the deauthorise and data-deletion callbacks.
//!
//! Both fail closed: what is not proven genuine is refused, also when no secret is configured. Both
//! take several secrets, since which of the app's two secrets signs is not documented, and since a
//! secret must be replaceable without losing a delivery.

#[cfg(unix)]
pub mod admin;
pub mod client;
mod clock;
pub mod config;
pub mod directory;
pub mod epoch;
pub mod feed;
pub mod housekeeping;
pub mod ingress;
pub mod laptops;
pub mod log;
mod mac;
pub mod metrics;
pub mod oauth;
mod pages;
pub mod protocol;
pub mod relay;
pub mod sealer;
pub mod serve;
pub mod signature;
pub mod signed_request;

pub use mac::AppSecrets;
