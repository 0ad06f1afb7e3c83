//! What the acceptance tests stand on: a desktop of their own, a simulated Instagram, the app's window, and the core
//! behind HTTP. Everything that is started here ends with the value that stands for it.

mod bridge;
mod browser;
mod desktop;
mod http;
mod instagram;
mod page;
mod process;
mod relay;
pub mod wait;

pub use bridge::Bridge;
pub use browser::Browser;
pub use desktop::Desktop;
pub use instagram::{Handle, Instagram, Sent};
pub use page::{Opening, Page};
pub use process::{Program, program};
pub use relay::Relay;
