//! Whether a window can open at all. On Linux the window library would end the process with a stack trace otherwise.

/// Looks for a display.
///
/// # Errors
/// Words for the person, when there is none.
pub(crate) fn check() -> Result<(), &'static str> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err("\
Handrail opens a window, and there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).
Please start it in a desktop session. To try it on an invisible screen: xvfb-run --auto-servernum handrail --demo")
}
