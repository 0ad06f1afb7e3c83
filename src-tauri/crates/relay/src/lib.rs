//! What the webhook relay must never get wrong: whether a call really came from Meta.
//!
//! The relay itself, the server that receives Meta's webhooks and streams them to paired laptops, is
//! not built yet; the app receives by polling. These are the two checks on which it will stand, each
//! tested against published vectors, so that the server can be written around them:
//!
//! - [`signature`]: the `X-Hub-Signature-256` header of a webhook delivery;
//! - [`signed_request`]: the form field of the deauthorise and data-deletion callbacks.
//!
//! Both fail closed: what is not proven genuine is refused, also when no secret is configured. Both
//! take several secrets, since which of the app's two secrets signs is not documented, and since a
//! secret must be replaceable without losing a delivery.

mod mac;
pub mod signature;
pub mod signed_request;

pub use mac::AppSecrets;
