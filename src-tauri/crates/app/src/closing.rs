//! What becomes of the app when its window is closed. Where there is a tray it can go on there and receive; the first time
//! the page asks.

use std::sync::{Mutex, MutexGuard, PoisonError};

use api::request::ClosingAnswer;
use api::view::{Destination, WhenClosed};

use crate::app::App;

/// What a window that is being closed does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It closes, and the app ends.
    Ends,
    /// It goes into the tray.
    Hides,
    /// It stays until the page has asked.
    Asks,
}

/// What decides about it, for a host that cannot wait.
#[derive(Default)]
pub(crate) struct State(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// There is a tray.
    tray: bool,
    /// The setting as it was read last.
    set: WhenClosed,
    /// Something is received that would end.
    receives: bool,
    /// It was asked, and nobody answered yet.
    asked: bool,
}

impl State {
    pub(crate) fn tray(&self) -> bool {
        self.known().tray
    }

    pub(crate) fn read(&self, set: WhenClosed, receives: bool) {
        let mut known = self.known();
        (known.set, known.receives) = (set, receives);
    }

    /// Answers whether that is another than before.
    fn set_tray(&self, tray: bool) -> bool {
        std::mem::replace(&mut self.known().tray, tray) != tray
    }

    fn close(&self) -> Closing {
        let mut known = self.known();
        match known.set {
            _ if !known.tray => Closing::Ends,
            WhenClosed::Stay => Closing::Hides,
            // Who closes it once more means it, and no page that does not answer keeps it open.
            WhenClosed::Ask if known.receives && !known.asked => {
                known.asked = true;
                Closing::Asks
            }
            WhenClosed::Ask | WhenClosed::Quit => Closing::Ends,
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Whether there is a tray, which the window can be closed into.
    pub fn tray_is(&self, there: bool) {
        if self.closing.set_tray(there) {
            self.announce_app();
        }
    }

    /// The window is being closed: what becomes of it. Where it asks, the page hears of it.
    pub fn close_window(&self) -> Closing {
        let closing = self.closing.close();
        if closing == Closing::Asks {
            self.wish_for_own(Destination::Closing);
        }
        closing
    }

    pub(crate) fn answer_closing(&self, answer: ClosingAnswer) {
        self.closing.known().asked = false;
        self.wished.closing_is_answered();
        match answer {
            ClosingAnswer::Stay => self.host.hide_window(),
            ClosingAnswer::Quit => self.host.quit(),
            ClosingAnswer::Cancel => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use api::request::{AnswerClosingRequest, ClosingAnswer};
    use api::view::{Destination, WhenClosed};
    use api::{Empty, Handler};
    use vault::MemoryVault;

    use super::{Closing, State};
    use crate::{Announcement, App, Config, Host};

    /// What a window was told.
    #[derive(Default)]
    struct Window(Mutex<Vec<&'static str>>);

    impl Host for Window {
        fn open_url(&self, _: &url::Url) {}

        fn announce(&self, _: &Announcement) {}

        fn is_in_front(&self) -> bool {
            true
        }

        fn hide_window(&self) {
            self.0.lock().expect("is free").push("hide");
        }

        fn quit(&self) {
            self.0.lock().expect("is free").push("quit");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_page_is_asked_once_something_is_received_and_what_it_answers_is_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config {
            profile_dir: folder.path().to_owned(),
            graph_url: None,
            undo_ms: None,
            keychain_service: "unused".into(),
            vault: Some(Arc::new(MemoryVault::new())),
            news: None,
            start_demo: true,
        };
        let window = Arc::new(Window::default());
        let app = App::start(config, Arc::clone(&window) as _).await;
        app.tray_is(true);
        assert!(app.view().await.tray);
        assert_eq!(app.close_window(), Closing::Ends, "of the demo nothing is received");

        app.live_space().await.expect("is made");
        app.open_demo().await.expect("opens");
        let wished = async || app.wish(Empty {}).await.expect("is there").to;
        for answer in [ClosingAnswer::Cancel, ClosingAnswer::Stay, ClosingAnswer::Quit] {
            assert_eq!(app.close_window(), Closing::Asks, "also behind the demo");
            assert_eq!(wished().await, Destination::Closing);
            Handler::answer_closing(&*app, AnswerClosingRequest { answer }).await.expect("is done");
            assert_eq!(wished().await, Destination::Inbox, "a fresh page asks nothing");
        }
        assert_eq!(*window.0.lock().expect("is free"), ["hide", "quit"]);

        let mut settings = app.view().await.settings;
        settings.when_closed = WhenClosed::Stay;
        app.save_settings((&settings).into()).await.expect("saves");
        for view in [app.view().await, app.leave_demo().await] {
            assert_eq!((view.settings.when_closed, app.close_window()), (WhenClosed::Stay, Closing::Hides));
        }
        app.shutdown().await;
    }

    fn state(tray: bool, set: WhenClosed, receives: bool) -> State {
        let state = State::default();
        state.set_tray(tray);
        state.read(set, receives);
        state
    }

    #[test]
    fn the_window_is_closed_as_it_was_set() {
        for receives in [false, true] {
            assert_eq!(state(true, WhenClosed::Stay, receives).close(), Closing::Hides);
            assert_eq!(state(true, WhenClosed::Quit, receives).close(), Closing::Ends);
        }
    }

    #[test]
    fn without_a_tray_nothing_is_hidden_where_nobody_finds_it() {
        for set in [WhenClosed::Ask, WhenClosed::Stay, WhenClosed::Quit] {
            assert_eq!(state(false, set, true).close(), Closing::Ends);
        }
    }

    #[test]
    fn it_asks_only_while_something_would_end_and_never_keeps_the_window_open() {
        assert_eq!(state(true, WhenClosed::Ask, false).close(), Closing::Ends);
        let asks = state(true, WhenClosed::Ask, true);
        assert_eq!([asks.close(), asks.close()], [Closing::Asks, Closing::Ends]);
    }
}
