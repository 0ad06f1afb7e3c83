//! The bytes of a body and their signature (reference, section 6.3).

use ring::hmac;
use serde_json::Value;

use crate::switches::Switches;

/// JSON as Meta writes it: everything beyond ASCII escaped in lowercase hex; `/` and `<` by switch.
pub(crate) fn escaped(value: &Value, switches: &Switches) -> String {
    let plain = value.to_string();
    let slash = !switches.is("webhook_escapes", "unicode");
    let less = switches.is("webhook_escapes", "unicode_slash_and_less");
    let mut out = String::with_capacity(plain.len() + 16);
    let mut units = [0_u16; 2];
    for letter in plain.chars() {
        match letter {
            '/' if slash => out.push_str("\\/"),
            '<' if less => out.push_str("\\u003C"),
            letter if letter.is_ascii() => out.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}

/// `sha256=` and 64 lowercase hex digits over the raw bytes.
pub(crate) fn sha256(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hex(hmac::HMAC_SHA256, secret, body))
}

/// The older header's value, which nobody should rely on.
pub(crate) fn sha1(secret: &str, body: &[u8]) -> String {
    format!("sha1={}", hex(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret, body))
}

fn hex(algorithm: hmac::Algorithm, secret: &str, body: &[u8]) -> String {
    raw(algorithm, secret, body).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The MAC's bytes.
pub(super) fn raw(algorithm: hmac::Algorithm, secret: &str, body: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), body).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sandbox_app_secret_0001";
    const BODY: &str = r#"{"object":"instagram","entry":[{"id":"17841400000000123","time":1790000000123,"messaging":[{"sender":{"id":"1234500000000007"},"recipient":{"id":"17841400000000123"},"timestamp":1790000000001,"message":{"mid":"m1","text":"caf\u00e9 \ud83d\ude00 \/x"}}]}]}"#;

    #[test]
    fn the_published_vector_comes_out() {
        assert_eq!(
            sha256(SECRET, BODY.as_bytes()),
            "sha256=0918a1e150dc5d9471f1eafb41eca8f4bf2b09ae6af0fb62818f1bbeda73b47d"
        );
        assert_eq!(sha1(SECRET, BODY.as_bytes()), "sha1=d75c05e189eda3b41f4689ff6cc661d0afaeb12d");
    }

    #[test]
    fn escapes_follow_the_switch() {
        let mut switches = Switches::default();
        let value = Value::from("é/<😀");
        let table = [
            ("unicode", r#""\u00e9/<\ud83d\ude00""#),
            ("unicode_and_slash", r#""\u00e9\/<\ud83d\ude00""#),
            ("unicode_slash_and_less", r#""\u00e9\/\u003C\ud83d\ude00""#),
        ];
        for (position, expected) in table {
            switches.set("webhook_escapes", position).unwrap();
            let written = escaped(&value, &switches);
            assert_eq!(written, expected);
            assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        }
    }
}
