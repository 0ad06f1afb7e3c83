//! A window with one line of text and nothing behind it: what `cargo xtask bench` compares the app's start and memory
//! with. The same configuration, hence the same size and the same isolation as the app's own window, and drawn the same way.

#[path = "../src/graphics.rs"]
mod graphics;

use tauri::http::header::CONTENT_TYPE;
use tauri::http::{HeaderValue, Response};
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><title>Empty</title><p id=\"line\">Nothing</p>";

fn main() -> tauri::Result<()> {
    graphics::choose();
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = Response::new(PAGE);
            page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            page
        })
        .setup(|app| {
            let address = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            WebviewWindowBuilder::new(app, "main", address).inner_size(1280.0, 800.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
