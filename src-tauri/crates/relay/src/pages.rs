//! The few pages that a person sees in a browser. No scripts, nothing from elsewhere.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::directory::Directory;
use crate::ingress::callbacks::DeletionNote;

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1c1b1f;background:#fff}h1{font-size:1.5rem}.code{font:600 2.5rem ui-monospace,monospace;letter-spacing:.2em}small{color:#5c5a63}@media(prefers-color-scheme:dark){body{color:#eceaf1;background:#17161a}small{color:#a5a2ad}}";

/// A page. `body` is HTML of our own; whatever came from elsewhere was escaped by [`text`].
fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title><style>{STYLE}</style><h1>{0}</h1>{body}</html>",
        text(title)
    );
    let fixed = HeaderValue::from_static;
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, fixed("text/html; charset=utf-8")),
        (
            header::CONTENT_SECURITY_POLICY,
            fixed(
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            ),
        ),
        (header::CACHE_CONTROL, fixed("no-store")),
        (header::REFERRER_POLICY, fixed("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
    ];
    (status, headers, html).into_response()
}

/// Text as HTML.
#[must_use]
pub(crate) fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// `GET /`: so that a person who opens the address sees that something is there.
#[must_use]
pub(crate) fn home() -> Response {
    page(
        StatusCode::OK,
        "A Handrail relay",
        "<p>This address receives messages for an organisation that uses Handrail. There is nothing to see here.</p>",
    )
}

/// `GET /pair`
#[must_use]
pub(crate) fn pair() -> Response {
    page(
        StatusCode::OK,
        "Pair a laptop",
        "<p>Copy the whole address of this page, then open Handrail on the laptop, choose <b>Settings, Relay</b>, and paste it there.</p><p><small>The link works once, for ten minutes.</small></p>",
    )
}

/// The login is done.
#[must_use]
pub(crate) fn login_done(match_code: &str) -> Response {
    page(
        StatusCode::OK,
        "Back to Handrail",
        &format!(
            "<p>Instagram said yes. Handrail shows the same four digits:</p><p class=\"code\">{}</p><p>If they differ, close its window. You can close this page.</p><p><a href=\"handrail://signed-in\">Back to Handrail</a></p>",
            text(match_code)
        ),
    )
}

/// The person, or Meta, said no.
#[must_use]
pub(crate) fn login_refused(description: &str) -> Response {
    page(
        StatusCode::OK,
        "Nothing was connected",
        &format!(
            "<p>The login ended without permission: <q>{}</q></p><p>You can try again from Handrail. Nothing was changed.</p>",
            text(description)
        ),
    )
}

/// The login is unknown: used, too old, or begun elsewhere.
#[must_use]
pub(crate) fn login_unknown() -> Response {
    page(
        StatusCode::GONE,
        "This login is over",
        "<p>It was finished already, or it took longer than ten minutes. Begin again from Handrail: choose <b>Connect again</b> there.</p>",
    )
}

/// Meta refused the code, or could not be reached.
#[must_use]
pub(crate) fn login_failed(step: &str, description: &str) -> Response {
    page(
        StatusCode::BAD_GATEWAY,
        "Instagram did not finish the login",
        &format!(
            "<p>It stopped at this step: {}.</p><p>What Instagram said: <q>{}</q></p><p>Try again from Handrail. If it stays so, show this page to whoever runs the relay.</p>",
            text(step),
            text(description)
        ),
    )
}

/// How far a deletion is.
#[must_use]
pub(crate) fn deletion(code: &str, note: &DeletionNote, directory: &Directory) -> Response {
    let waiting = note.waiting.iter().filter(|id| directory.device(**id).is_some()).count();
    let how_far = if waiting == 0 {
        "<p>Done: the data was deleted everywhere.</p>".to_owned()
    } else {
        let computers =
            if waiting == 1 { "One computer has".to_owned() } else { format!("{waiting} computers have") };
        format!(
            "<p>Received and being carried out. {computers} still to confirm; a computer that is switched off confirms when it is next used.</p>"
        )
    };
    page(
        StatusCode::OK,
        "Deletion of your data",
        &format!("{how_far}<p><small>Confirmation code: {}</small></p>", text(code)),
    )
}

/// An unknown confirmation code.
#[must_use]
pub(crate) fn no_such_deletion() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Unknown confirmation code",
        "<p>There is no request under this code. Please check that the whole address was copied.</p>",
    )
}

/// Something does not work just now.
#[must_use]
pub(crate) fn unavailable() -> Response {
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        "Not just now",
        "<p>This cannot be looked up at the moment. Please try again in a minute.</p>",
    )
}

#[cfg(test)]
mod tests {
    use super::{login_refused, text};

    #[tokio::test]
    async fn foreign_text_stays_text() {
        let page = login_refused("<script>alert(1)</script>\"'&");
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"));
        let body = axum::body::to_bytes(page.into_body(), 100_000).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(!body.contains("<script"));
        assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
        assert_eq!(text("plain"), "plain");
    }
}
