//! Meta's side: bodies and their signatures. Written from the reference, not from the relay.

use hmac::{Hmac, Mac};
use sha2::Sha256;

pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const TOKEN: &str = "a-verify-token-for-tests";
pub(crate) const HANDLE: &str = "17841400000000123";
pub(crate) const OTHER: &str = "17841400000000456";

/// `X-Hub-Signature-256` of a body.
pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// One message to a handle.
pub(crate) fn message(handle: &str, mid: &str, text: &str) -> String {
    body(&[entry(handle, &[event(handle, mid, text)])])
}

pub(crate) fn event(handle: &str, mid: &str, text: &str) -> String {
    format!(
        r#"{{"sender":{{"id":"1234500000000007"}},"recipient":{{"id":"{handle}"}},"timestamp":1790000000001,"message":{{"mid":"{mid}","text":"{text}"}}}}"#
    )
}

pub(crate) fn entry(handle: &str, events: &[String]) -> String {
    format!(r#"{{"id":"{handle}","time":1790000000123,"messaging":[{}]}}"#, events.join(","))
}

pub(crate) fn body(entries: &[String]) -> String {
    format!(r#"{{"object":"instagram","entry":[{}]}}"#, entries.join(","))
}

/// `signed_request` for a person.
pub(crate) fn signed_request(secret: &str, user_id: &str) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let json = format!(r#"{{"algorithm":"HMAC-SHA256","issued_at":1790000000,"user_id":"{user_id}"}}"#);
    let payload = URL_SAFE_NO_PAD.encode(json);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(payload.as_bytes());
    format!("{}.{payload}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}
