//! `signed_request` of the deauthorize and data-deletion callbacks (reference, section 1.6).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::Value;

use super::sign::raw;

/// The encoded signature, a dot, the encoded payload. The signature is over the encoded payload.
pub(crate) fn make(secret: &str, payload: &Value) -> String {
    let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
    let signature = URL_SAFE_NO_PAD.encode(raw(hmac::HMAC_SHA256, secret, payload.as_bytes()));
    format!("{signature}.{payload}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_comes_out() {
        let vector = "-imc33q73VDqbYgE6gyw2jcOjW8EpVUyb65FHdBuy28.eyJ1c2VyX2lkIjoiMjc2NDA4NzUzOTIyNzg4MzEiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5MDAwMDAwMH0";
        let (_, encoded) = vector.split_once('.').unwrap();
        let signature =
            URL_SAFE_NO_PAD.encode(raw(hmac::HMAC_SHA256, "sandbox_app_secret_0001", encoded.as_bytes()));
        assert_eq!(format!("{signature}.{encoded}"), vector);
        let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap();
        let made = make("sandbox_app_secret_0001", &payload);
        let (_, again) = made.split_once('.').unwrap();
        let read: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(again).unwrap()).unwrap();
        assert_eq!(read, payload);
    }
}
