//! Starting once more, when the app that was about to end answered our call and was gone before it said so: who closes
//! the window and opens it at once means the new one.

use std::time::Duration;

use crate::stop::Fault;

/// Counts the starts in the environment, which is all that is left over from one to the next.
const COUNT: &str = "HANDRAIL_STARTED_AGAIN";
/// Starts in a row at most; an app ends within two seconds.
const MOST: u8 = 8;
/// Between two starts.
const PAUSE: Duration = Duration::from_millis(400);

/// Whether the start failed because another one was just ending.
fn met_the_end(fault: &Fault) -> bool {
    matches!(fault, Fault::Window(tauri::Error::PluginInitialization(name, _)) if name == "single-instance")
}

/// Starts anew in place of this process, if that can help; comes back with the fault when it cannot.
#[cfg(unix)]
pub(crate) fn start(fault: Fault) -> Fault {
    use std::os::unix::process::CommandExt as _;

    let count = std::env::var(COUNT).ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    if !met_the_end(&fault) || count >= MOST {
        return fault;
    }
    let Ok(program) = std::env::current_exe() else { return fault };
    std::thread::sleep(PAUSE);
    let mut command = std::process::Command::new(program);
    // Comes back only when the program could not be started.
    let _ = command.args(std::env::args_os().skip(1)).env(COUNT, (count + 1).to_string()).exec();
    fault
}

/// Elsewhere the system itself knows whether another one runs, and nothing can fail half-way.
#[cfg(not(unix))]
pub(crate) fn start(fault: Fault) -> Fault {
    let _ = met_the_end(&fault);
    fault
}
