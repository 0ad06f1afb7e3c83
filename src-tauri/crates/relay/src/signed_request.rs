//! `signed_request`: who asked Meta to cut the app off, or to have their data deleted.
//!
//! `base64url(mac) "." base64url(json)` without padding; the MAC is the HMAC-SHA256 of the encoded
//! JSON, as it stands after the first dot (Meta, "Data deletion request callback"). It is verified
//! before anything in it is decoded further.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::mac::{AppSecrets, MAC_BYTES};

/// What Meta vouches for in a callback.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SignedRequest {
    /// The person's id for this app. Whether an Instagram app gets the app-scoped or the professional
    /// id here is not documented: look for either.
    #[serde(deserialize_with = "id")]
    pub user_id: String,
    /// When it was signed, in seconds since 1970.
    #[serde(default, deserialize_with = "time")]
    pub issued_at: Option<i64>,
    /// Until when it may be acted on, in seconds since 1970.
    #[serde(default, deserialize_with = "time")]
    pub expires: Option<i64>,
    algorithm: String,
}

/// Meta writes ids now as texts and now as numbers.
fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) if !text.is_empty() => Ok(text),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("not an id")),
    }
}

/// A time counts if it can be read; what Meta vouches for does not depend on it.
fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    })
}

/// Why a callback is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedRequestError {
    /// It is not two base64url texts with a dot between them, or genuine but not the expected JSON.
    #[error("the signed request has another form")]
    Malformed,
    /// None of the secrets makes this signature.
    #[error("the signed request is not genuine")]
    NotGenuine,
    /// It names another algorithm than HMAC-SHA256.
    #[error("the signed request names another algorithm")]
    OtherAlgorithm,
}

/// Verifies the form field's text and reads it.
///
/// # Errors
/// Whatever is not proven to be signed with one of the secrets.
pub fn open(text: &str, secrets: &AppSecrets) -> Result<SignedRequest, SignedRequestError> {
    let malformed = || SignedRequestError::Malformed;
    let (mac, payload) = text.split_once('.').ok_or_else(malformed)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| malformed())?;
    let mac: [u8; MAC_BYTES] = mac.try_into().map_err(|_| malformed())?;
    if !secrets.made(payload.as_bytes(), &mac) {
        return Err(SignedRequestError::NotGenuine);
    }
    let json = URL_SAFE_NO_PAD.decode(payload).map_err(|_| malformed())?;
    let request: SignedRequest = serde_json::from_slice(&json).map_err(|_| malformed())?;
    if request.algorithm != "HMAC-SHA256" {
        return Err(SignedRequestError::OtherAlgorithm);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::{AppSecrets, SignedRequestError, URL_SAFE_NO_PAD, open};
    use base64::Engine;
    use hmac::{Hmac, Mac};
    use sha2::Sha256;

    const SECRET: &str = "sandbox_app_secret_0001";
    const VECTOR: &str = "-imc33q73VDqbYgE6gyw2jcOjW8EpVUyb65FHdBuy28.eyJ1c2VyX2lkIjoiMjc2NDA4NzUzOTIyNzg4MzEiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5MDAwMDAwMH0";

    fn secrets(text: &str) -> AppSecrets {
        AppSecrets::new(vec![text.into()]).unwrap()
    }

    fn signed(payload: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(payload.as_bytes());
        format!("{}.{payload}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    #[test]
    fn the_vector_is_genuine() {
        let request = open(VECTOR, &secrets(SECRET)).unwrap();
        assert_eq!(request.user_id, "27640875392278831");
        assert_eq!((request.issued_at, request.expires), (Some(1_790_000_000), None));
    }

    #[test]
    fn another_secret_or_another_payload_is_not() {
        assert_eq!(open(VECTOR, &secrets("other")), Err(SignedRequestError::NotGenuine));
        let (mac, _) = VECTOR.split_once('.').unwrap();
        let other = URL_SAFE_NO_PAD.encode(r#"{"user_id":"1","algorithm":"HMAC-SHA256"}"#);
        assert_eq!(open(&format!("{mac}.{other}"), &secrets(SECRET)), Err(SignedRequestError::NotGenuine));
    }

    #[test]
    fn another_algorithm_is_refused_though_genuine() {
        let text = signed(&URL_SAFE_NO_PAD.encode(r#"{"user_id":"1","algorithm":"none"}"#));
        assert_eq!(open(&text, &secrets(SECRET)), Err(SignedRequestError::OtherAlgorithm));
    }

    #[test]
    fn numbers_may_be_texts_and_texts_numbers() {
        let read = |payload: &str| open(&signed(&URL_SAFE_NO_PAD.encode(payload)), &secrets(SECRET));
        let request = read(
            r#"{"user_id":27640875392278831,"algorithm":"HMAC-SHA256","issued_at":"1790000000","expires":0}"#,
        );
        let request = request.unwrap();
        assert_eq!(request.user_id, "27640875392278831");
        assert_eq!((request.issued_at, request.expires), (Some(1_790_000_000), Some(0)));
        let request = read(r#"{"user_id":"1","algorithm":"HMAC-SHA256","issued_at":"soon","expires":null}"#);
        assert_eq!(request.map(|request| (request.issued_at, request.expires)), Ok((None, None)));
        for id in ["null", "1.5", "-1", "\"\"", "{}"] {
            let text = format!(r#"{{"user_id":{id},"algorithm":"HMAC-SHA256"}}"#);
            assert_eq!(read(&text), Err(SignedRequestError::Malformed), "{id}");
        }
    }

    #[test]
    fn genuine_nonsense_is_malformed() {
        for payload in ["", "not.base64", "e30", &URL_SAFE_NO_PAD.encode("[]")] {
            assert_eq!(open(&signed(payload), &secrets(SECRET)), Err(SignedRequestError::Malformed));
        }
    }

    #[test]
    fn other_shapes_are_malformed() {
        let padded = VECTOR.replacen('.', "=.", 1);
        for text in ["", ".", "abc", "abc.def", &VECTOR[1..], padded.as_str()] {
            assert_eq!(open(text, &secrets(SECRET)), Err(SignedRequestError::Malformed), "{text}");
        }
    }
}
