//! People who write while you watch.

use std::future::Future;

use crate::sandbox::Sandbox;

/// Lets people live until `cancel` completes.
pub(crate) async fn live(_sandbox: &Sandbox, cancel: impl Future) {
    cancel.await;
}
