//! The contract between the core and the UI: views, requests, errors, change topics and the command list.
//!
//! One list (`with_commands!` in `command.rs`) declares every command once. From it come the [`Handler`] trait, the [`dispatch`]
//! function and the TypeScript types and command table (`examples/codegen.rs`). A missing implementation does not
//! compile; a wrong call in the UI is a type error. There is no behaviour in this crate.

mod command;
mod error;
pub mod limits;
pub mod request;
mod topic;
pub mod view;

pub use command::{CommandInfo, CommandKind, Handler, commands, dispatch, visit_types};
pub use error::{ApiError, ErrorCode};
pub use topic::{Changes, Topic};

/// Nothing: the request or answer of a command that has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct Empty {}
