//! Handrail's rules and words, pure: no I/O, no async, no clock.
//!
//! Everything here is a function of its arguments, so that it can be tested by tables and properties. The time is
//! always passed in; nothing reads a clock.
//!
//! * [`ids`], [`time`], [`handle`], [`person`], [`message`], [`conversation`]: the words of the field.
//! * [`observation`]: what Instagram told us, whichever way it came (poll, webhook, answer to a send).
//! * [`position`]: a message's place in time, as one number.
//! * [`audit`]: the audit trail as a table.
//! * [`merge`]: what is known about one message, as a join: any order, any duplication, the same row.
//! * [`access`]: which handles may use the API, and since when.
//! * [`diagnosis`]: whether a handle receives, and if not, why.
//! * [`window`]: until when Instagram lets us reply.
//! * [`outbox`]: the life of a reply, as a pure machine.
//! * [`outgoing`]: what a person sends, and what Instagram takes of it; [`format`](mod@format): what a file is, by its bytes.
//! * [`saved_reply`]: texts that are used often, and how their variables become words.
//! * [`support`]: which kinds of messages Instagram lets apps show and send, as dated data.
//! * [`labels`]: labels as a file.
//! * [`triage`]: what a person says about a conversation; [`snooze`]: until when one can be out of sight.
//! * [`sla`]: how soon people are promised an answer; [`hours`]: hours of a week by the wall clock.
//! * [`reports`]: how fast people are answered, how much comes in, what waits, and what was missed.
//! * [`export`]: conversations as a file.
//! * [`notify`]: when a person is told of new messages, and how loudly; [`quiet`]: and when not at all.
//! * [`news`]: dated changes, and whom each concerns.
//! * [`folder`]: what speaks against a folder as the place of the database.
//! * [`deep_link`]: links of our own, which only wake the app.
//! * [`links`]: which parts of a text are links, and where they truly lead.
//! * [`text`], [`search`]: byte limits, safe display, folding and tokens for search in all scripts.

pub mod access;
pub mod audit;
pub mod conversation;
mod csv;
pub mod deep_link;
pub mod diagnosis;
pub mod export;
pub mod folder;
pub mod format;
pub mod handle;
pub mod hours;
pub mod ids;
pub mod labels;
pub mod links;
pub mod merge;
pub mod message;
pub mod news;
pub mod notify;
pub mod observation;
pub mod outbox;
pub mod outgoing;
pub mod person;
pub mod position;
pub mod quiet;
pub mod reports;
pub mod saved_reply;
pub mod search;
pub mod sla;
pub mod snooze;
pub mod support;
pub mod text;
pub mod time;
pub mod triage;
pub mod window;
