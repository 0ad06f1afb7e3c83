//! Why the app did not start, and how it ends.

use tauri::AppHandle;

/// What can keep the window from opening.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The folder for programs' data is not known.
    #[error("your home folder is not known (HOME is not set)")]
    NoHome,
    /// The profile folder cannot be made.
    #[error("its folder cannot be made: {0}")]
    Profile(std::io::Error),
    /// The log cannot be written.
    #[error("its log cannot be written: {0}")]
    Log(std::io::Error),
    /// A variable of the environment has a value that cannot be understood.
    #[error("the value of {0} cannot be understood")]
    Variable(&'static str),
    /// The window library failed.
    #[error("the window did not open: {0}")]
    Window(#[from] tauri::Error),
}

/// Ends the app in good order when the system asks its process to.
pub(crate) async fn when_the_system_says_so(handle: AppHandle) {
    if asked().await.is_ok() {
        tracing::info!("asked to end by a signal");
        handle.exit(0);
    }
}

#[cfg(unix)]
async fn asked() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn asked() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
