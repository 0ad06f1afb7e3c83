//! The HTML of the login pages: plain forms that a browser or a test can press. They post to their own address.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// Something to choose or to tick.
pub(super) struct Choice<'a> {
    /// The field's name.
    pub(super) name: String,
    pub(super) value: &'a str,
    pub(super) label: String,
    pub(super) on: bool,
}

/// Text that is safe inside HTML.
fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A page with a heading and a sentence.
pub(super) fn shown(status: StatusCode, title: &str, words: &str) -> Response<Body> {
    html(status, title, &format!("<p>{}</p>", safe(words)))
}

/// The page on which a person chooses who they are, what the app may do, and allows or denies it.
pub(super) fn consent(title: &str, who: &[Choice<'_>], what: &[Choice<'_>]) -> Response<Body> {
    let mut form = String::from("<form method=\"post\" action=\"\">");
    form.push_str(&group("radio", "Continue as", who));
    form.push_str(&group("checkbox", "This app asks to", what));
    form.push_str(
        "<p><button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button> \
         <button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p></form>",
    );
    html(StatusCode::OK, title, &form)
}

fn group(kind: &str, legend: &str, choices: &[Choice<'_>]) -> String {
    let rows: String = choices
        .iter()
        .map(|choice| {
            format!(
                "<p><label><input type=\"{kind}\" name=\"{}\" value=\"{}\"{}> {}</label></p>",
                safe(&choice.name),
                safe(choice.value),
                if choice.on { " checked" } else { "" },
                safe(&choice.label)
            )
        })
        .collect();
    format!("<fieldset><legend>{legend}</legend>{rows}</fieldset>")
}

fn html(status: StatusCode, title: &str, body: &str) -> Response<Body> {
    let title = safe(title);
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
