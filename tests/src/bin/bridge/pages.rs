//! The built UI, read from `ui/dist` at every request: a new build shows at the next reload.

use std::path::{Component, Path, PathBuf};

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// As strict as the window's policy, so that what breaks there breaks here first.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
    media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; worker-src 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

/// Any other path: a file of the UI, or its page.
pub(crate) async fn serve(uri: Uri) -> Response {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    let asked = file_in(&dist, uri.path()).unwrap_or_else(|| dist.join("index.html"));
    let Ok(bytes) = tokio::fs::read(&asked).await else {
        return (StatusCode::NOT_FOUND, "not built: `npm run build` in ui/").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&asked)),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, bytes).into_response()
}

/// The file that a path means, if it is one below `dist`.
fn file_in(dist: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = dist.join(relative);
    (is_plain && file.is_file()).then_some(file)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
