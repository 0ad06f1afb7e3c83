//! The signature of a webhook delivery: `X-Hub-Signature-256: sha256=` and 64 lowercase hex digits,
//! the HMAC-SHA256 of the raw body under the app secret (Meta, "Webhooks: validate payloads").
//!
//! The raw body means the bytes as they came: Meta signs its own escaped form of the JSON, which
//! parsing and writing again does not give back. The older `X-Hub-Signature` (SHA-1) is never asked for.

use crate::mac::{AppSecrets, MAC_BYTES};

/// The name of the header, as HTTP libraries in Rust spell it.
pub const HEADER: &str = "x-hub-signature-256";

/// Why a delivery is refused. Answer 401 without a body and keep nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is not there.
    #[error("the delivery is not signed")]
    Missing,
    /// The header is there more than once, so it is unclear which one was meant to count.
    #[error("the delivery is signed more than once")]
    Repeated,
    /// The header is not `sha256=` and 64 lowercase hexadecimal digits.
    #[error("the signature has another form")]
    Malformed,
    /// None of the secrets makes this signature of this body.
    #[error("the signature is not genuine")]
    NotGenuine,
}

/// Checks a delivery: `values` are all values of the header [`HEADER`], `body` the bytes as received.
///
/// # Errors
/// Whatever is not exactly one genuine signature.
pub fn verify<'a>(
    values: impl IntoIterator<Item = &'a [u8]>,
    body: &[u8],
    secrets: &AppSecrets,
) -> Result<(), SignatureError> {
    let mac = read(values)?;
    if secrets.made(body, &mac) { Ok(()) } else { Err(SignatureError::NotGenuine) }
}

/// The signature itself. Whoever sends none that could be one need not be listened to any further.
///
/// # Errors
/// Whatever is not exactly one signature of the documented form.
pub fn read<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> Result<[u8; MAC_BYTES], SignatureError> {
    let mut values = values.into_iter();
    let value = values.next().ok_or(SignatureError::Missing)?;
    if values.next().is_some() {
        return Err(SignatureError::Repeated);
    }
    parse(value).ok_or(SignatureError::Malformed)
}

fn parse(value: &[u8]) -> Option<[u8; MAC_BYTES]> {
    let digits = value.strip_prefix(b"sha256=")?;
    if digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut mac = [0; MAC_BYTES];
    hex::decode_to_slice(digits, &mut mac).ok()?;
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::{AppSecrets, SignatureError, verify};

    const BODY: &[u8] = br#"{"object":"instagram","entry":[{"id":"17841400000000123","time":1790000000123,"messaging":[{"sender":{"id":"1234500000000007"},"recipient":{"id":"17841400000000123"},"timestamp":1790000000001,"message":{"mid":"m1","text":"caf\u00e9 \ud83d\ude00 \/x"}}]}]}"#;
    const GENUINE: &[u8] = b"sha256=0918a1e150dc5d9471f1eafb41eca8f4bf2b09ae6af0fb62818f1bbeda73b47d";

    fn secrets(texts: &[&str]) -> AppSecrets {
        AppSecrets::new(texts.iter().map(|&text| text.into()).collect()).unwrap()
    }

    fn check(values: &[&[u8]], body: &[u8]) -> Result<(), SignatureError> {
        verify(values.iter().copied(), body, &secrets(&["sandbox_app_secret_0001"]))
    }

    #[test]
    fn the_vector_is_genuine() {
        assert_eq!(BODY.len(), 255);
        assert_eq!(check(&[GENUINE], BODY), Ok(()));
    }

    #[test]
    fn any_of_the_secrets_will_do_wherever_it_stands() {
        for texts in [["sandbox_app_secret_0001", "other"], ["other", "sandbox_app_secret_0001"]] {
            assert_eq!(verify([GENUINE], BODY, &secrets(&texts)), Ok(()));
        }
        assert_eq!(verify([GENUINE], BODY, &secrets(&["other"])), Err(SignatureError::NotGenuine));
    }

    #[test]
    fn the_bytes_count_and_not_what_they_mean() {
        // The same JSON, written again without Meta's escapes.
        let again = String::from_utf8(BODY.to_vec()).unwrap();
        let again = again.replace("\\u00e9", "é").replace("\\ud83d\\ude00", "😀").replace("\\/", "/");
        assert_eq!(check(&[GENUINE], again.as_bytes()), Err(SignatureError::NotGenuine));
        assert_eq!(check(&[GENUINE], &[BODY, b"\n"].concat()), Err(SignatureError::NotGenuine));
        assert_eq!(check(&[GENUINE], b""), Err(SignatureError::NotGenuine));
    }

    #[test]
    fn every_changed_digit_is_noticed() {
        for at in 7..GENUINE.len() {
            let mut value = GENUINE.to_vec();
            value[at] = if value[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(check(&[&value], BODY), Err(SignatureError::NotGenuine), "digit {at}");
        }
    }

    #[test]
    fn unsigned_and_twice_signed_are_refused() {
        assert_eq!(check(&[], BODY), Err(SignatureError::Missing));
        assert_eq!(check(&[GENUINE, GENUINE], BODY), Err(SignatureError::Repeated));
    }

    #[test]
    fn only_the_documented_form_is_read() {
        let upper = [b"sha256=", GENUINE[7..].to_ascii_uppercase().as_slice()].concat();
        let spaced = [GENUINE, b" "].concat();
        let long = [GENUINE, b"00"].concat();
        let sha1 = b"sha1=d75c05e189eda3b41f4689ff6cc661d0afaeb12d";
        let odd: [&[u8]; 9] = [
            b"",
            b"sha256=",
            b"SHA256=0918a1e150dc5d9471f1eafb41eca8f4bf2b09ae6af0fb62818f1bbeda73b47d",
            &GENUINE[7..],
            &GENUINE[..GENUINE.len() - 1],
            &upper,
            &spaced,
            &long,
            sha1,
        ];
        for value in odd {
            assert_eq!(check(&[value], BODY), Err(SignatureError::Malformed), "{value:?}");
        }
    }
}
