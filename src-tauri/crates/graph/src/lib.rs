//! The client of Instagram's messaging API: one request is one attempt, every error typed.
//!
//! Nothing here retries, waits or stores. A call goes out once through a [`Transport`] and comes back as words of
//! [`domain`], or as a [`GraphError`] that says what may be done about it. Meta's JSON stays inside this crate.
//!
//! * [`Client`], [`Access`], [`Endpoints`]: the calls, on whose behalf, and where to.
//! * [`Transport`], [`Https`]: how bytes travel, and whether a failed request provably never left.
//! * [`GraphError`], [`ApiErrorKind`]: Instagram's refusals as one table (instagram-platform, section 7).
//! * [`media`]: pictures, videos and sounds from their links, in memory.
//! * [`download`]: one small public file.
//! * [`Usage`]: how much of the allowance is used up.
//! * [`read_pasted_token`]: a token out of whatever a person pasted.
//! * [`webhook`]: webhook bodies, as observations.

mod access;
mod client;
pub mod download;
mod endpoints;
mod error;
pub mod media;
mod reply;
mod token;
mod transport;
mod usage;
pub mod webhook;
mod wire;

pub use access::Access;
pub use client::{
    Button, ButtonTemplate, Client, Content, Element, GenericTemplate, Message, OverLimit, PageRequest,
    QuickReplies, QuickReply, SendOutcome, UploadFile,
};
pub use endpoints::Endpoints;
pub use error::{ApiError, ApiErrorKind, GraphError, Retry};
/// The types of a [`Request`] and [`Response`], for those who bring a [`Transport`] of their own.
pub use http;
pub use reply::{
    ConversationPage, FreshToken, ListedMessage, Listing, Page, PageList, Reply, ServerTime, Subscription,
    ThreadProblem, ThreadRead,
};
pub use token::{PastedToken, TokenProblem, read_pasted_token};
pub use transport::{Cause, Class, Https, HttpsError, Limits, Request, Response, Transport, TransportError};
pub use usage::Usage;
