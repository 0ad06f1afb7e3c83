//! Puts the parts together and runs until the window closes.

use app::Closing;
use domain::deep_link::DeepLink;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::{Arguments, HIDDEN, Wish};
use crate::changes::Subscription;
use crate::inbox::Inbox;
use crate::launch::Launch;
use crate::stop::Fault;
use crate::{ipc, log, media, stop, tray, window};

/// Runs the app.
///
/// # Errors
/// When the log or the window cannot be opened.
pub(crate) fn run(launch: Launch) -> Result<(), Fault> {
    log::start(&launch.profile).map_err(Fault::Log)?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), demo = launch.demo, "start");
    let inbox = Inbox::default();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it does anything.
        .plugin(tauri_plugin_single_instance::init(|handle, arguments, _| started_again(handle, arguments)))
        .plugin(window_state(&launch))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_autostart::Builder::new().args([HIDDEN]).build())
        .register_asynchronous_uri_scheme_protocol(media::SCHEME, media::answer)
        .manage(inbox.clone())
        .manage(Subscription::default())
        // Not sooner: the thread that opens it is the one that gives the page its files.
        .on_page_load(|webview, page| {
            if page.event() == PageLoadEvent::Finished && !tray::has_icon(webview.app_handle()) {
                tray::open(webview.app_handle());
            }
        })
        .invoke_handler(tauri::generate_handler![ipc::rpc, ipc::subscribe])
        .setup(move |app| {
            app.state::<Inbox>().start(&launch, app.handle());
            let window = window::open(app.handle())?;
            if launch.hidden {
                let icon = tray::open(app.handle());
                tauri::async_runtime::spawn(tray::or_window(app.handle().clone(), icon));
            } else {
                window.show()?;
            }
            tracing::info!("the window is open");
            tauri::async_runtime::spawn(stop::when_the_system_says_so(app.handle().clone()));
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |handle, event| on_event(handle, &inbox, &event));
    Ok(())
}

/// The app was started while it runs. One that is to be in the tray is there already.
fn started_again(handle: &AppHandle, arguments: Vec<String>) {
    match Arguments::parse(arguments.into_iter().skip(1)) {
        Ok(Wish::Open(Arguments { hidden: true, .. })) => {}
        Ok(Wish::Open(Arguments { link, .. })) => opened(handle, link),
        _ => opened(handle, None),
    }
}

/// The app was opened again: a link of ours is handed on, and everything else only brings the window forward.
fn opened(handle: &AppHandle, link: Option<DeepLink>) {
    tracing::info!("opened again: the window comes forward");
    window::bring_forward(handle);
    let Some(link) = link else { return };
    tracing::info!(?link, "a link woke the app");
    let inbox = handle.state::<Inbox>().inner().clone();
    tauri::async_runtime::spawn(async move { inbox.app().await.wake(link) });
}

fn on_event(handle: &AppHandle, inbox: &Inbox, event: &RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::Focused(_) | WindowEvent::Resized(_), .. } => {
            handle.state::<Subscription>().window_moved();
        }
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            match inbox.close_window() {
                Closing::Hides => {
                    api.prevent_close();
                    window::hide(handle);
                }
                // A page that does not listen cannot ask.
                Closing::Asks if handle.state::<Subscription>().is_heard() => {
                    api.prevent_close();
                    window::bring_forward(handle);
                }
                Closing::Asks | Closing::Ends => {}
            }
        }
        // Where links come as events and not as a second start.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            opened(handle, urls.iter().find_map(|url| DeepLink::read(url.as_str())));
        }
        RunEvent::Exit => {
            tauri::async_runtime::block_on(inbox.shut_down());
            tracing::info!("the end");
        }
        _ => {}
    }
}

/// Where the window was, kept with the profile.
fn window_state(launch: &Launch) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    // The plugin joins the name to its own folder, and an absolute path replaces that.
    let file = launch.profile.join("window.json");
    tauri_plugin_window_state::Builder::new()
        .with_filename(file.to_string_lossy())
        .with_state_flags(
            StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN,
        )
        .build()
}
