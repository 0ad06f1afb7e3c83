//! The app secret proof (reference, section 1.3).

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// A proof with a time is good for five minutes.
const TIMED_LIFE_S: i64 = 300;

/// Whether a proof fits a token: the classic form, or with `appsecret_time`.
pub(crate) fn fits(secret: &str, token: &str, proof: &str, time: Option<&str>, now_ms: i64) -> bool {
    let message = match time {
        None => token.to_owned(),
        Some(time) => match time.parse::<i64>() {
            Ok(at) if (now_ms / 1000 - at).abs() <= TIMED_LIFE_S => format!("{token}|{at}"),
            _ => return false,
        },
    };
    sign(secret, &message).is_some_and(|right| right.eq_ignore_ascii_case(proof))
}

fn sign(secret: &str, message: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(message.as_bytes());
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors() {
        let (secret, token) = ("sandbox_app_secret_0001", "EAASANDBOXTOKEN");
        let classic = "09e7a66ef4f79a98990e7682606bc33fd3b129620adc16da742efdf034e81d3a";
        let timed = "3c415af115c716c2c0b62099e3debc656dd75a6cd3ad3b81a35ccf3c1abf810a";
        let now = 1_790_000_000_000;
        assert!(fits(secret, token, classic, None, now));
        assert!(fits(secret, token, timed, Some("1790000000"), now));
        assert!(fits(secret, token, timed, Some("1790000000"), now + 300_000));
        assert!(!fits(secret, token, timed, Some("1790000000"), now + 301_000), "five minutes");
        assert!(!fits(secret, token, classic, Some("1790000000"), now));
        assert!(!fits("another", token, classic, None, now));
    }
}
