//! What a person asks for outside the window: the page pulls it.

use std::sync::{Mutex, PoisonError};

use api::view::{Destination, Space, Wish};

use crate::app::App;

/// What was last asked for.
pub(crate) struct Last(Mutex<Wish>);

impl Default for Last {
    fn default() -> Self {
        Self(Mutex::new(Wish { number: 0, space: Space::Live, to: Destination::Inbox }))
    }
}

impl Last {
    pub(crate) fn get(&self) -> Wish {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The window's question was answered: a fresh page does not ask it again.
    pub(crate) fn closing_is_answered(&self) {
        let mut wish = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if wish.to == Destination::Closing {
            wish.to = Destination::Inbox;
        }
    }

    fn set(&self, space: Space, to: Destination) {
        let mut wish = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *wish = Wish { number: wish.number.wrapping_add(1).max(1), space, to };
    }
}

impl App {
    /// The person asked for something of what the window shows.
    pub async fn wish_for(&self, to: Destination) {
        let space = if self.is_demo().await { Space::Demo } else { Space::Live };
        self.wished.set(space, to);
        self.announce_app();
    }

    /// The person asked for something of their own, whatever the window shows.
    pub fn wish_for_own(&self, to: Destination) {
        self.wished.set(Space::Live, to);
        self.announce_app();
    }
}
