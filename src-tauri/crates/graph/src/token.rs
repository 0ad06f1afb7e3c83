//! A token out of whatever a person pasted.

use domain::handle::Flavour;
use secrecy::SecretString;

/// Shorter than any token.
const MIN_CHARS: usize = 10;
/// Longer than any token.
const MAX_CHARS: usize = 2_048;

/// A token as it was pasted, freed of what people copy along.
#[derive(Debug)]
pub struct PastedToken {
    /// The token.
    pub token: SecretString,
    /// The API that it looks made for. A convention, not a contract, and Meta's own samples break it
    /// (instagram-platform, section 1.1): good for a hint, never for a refusal.
    pub looks_like: Option<Flavour>,
}

/// Why a pasted text holds no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// Nothing was pasted.
    #[error("nothing was pasted")]
    Empty,
    /// White space inside: two things were pasted, or a sentence.
    #[error("white space inside the token")]
    HasSpaces,
    /// It ends in dots: a shortened display of a token was copied.
    #[error("the token is cut off")]
    CutOff,
    /// 32 hexadecimal digits: an app secret, which belongs in no app on a desk.
    #[error("this is an app secret")]
    AppSecret,
    /// Characters or a length that no token has.
    #[error("this is no token")]
    NotAToken,
}

/// Takes the token out of a pasted text: line ends, quotes, `Bearer`, `access_token=`, whole addresses and JSON around
/// it are removed. Nothing of the text ever stands in the error.
///
/// # Errors
/// Says what is wrong with the text when it holds no token.
pub fn read_pasted_token(text: &str) -> Result<PastedToken, TokenProblem> {
    let token = without_wrapping(text);
    if token.is_empty() {
        return Err(TokenProblem::Empty);
    }
    if token.contains(char::is_whitespace) {
        return Err(TokenProblem::HasSpaces);
    }
    if token.ends_with("...") || token.ends_with('…') {
        return Err(TokenProblem::CutOff);
    }
    if token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(TokenProblem::AppSecret);
    }
    let fits = (MIN_CHARS..=MAX_CHARS).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        // Ids are digits alone.
        && token.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !fits {
        return Err(TokenProblem::NotAToken);
    }
    let looks_like = match token {
        _ if token.starts_with("IG") => Some(Flavour::InstagramLogin),
        _ if token.starts_with("EAA") => Some(Flavour::FacebookLogin),
        _ => None,
    };
    Ok(PastedToken { token: SecretString::from(token), looks_like })
}

fn without_wrapping(text: &str) -> &str {
    // Copied from an address or from JSON: the value begins after the name and ends where no token goes on.
    let text = match text.split_once("access_token") {
        Some((_, value)) => {
            let value = value.trim_start_matches(|c: char| c.is_whitespace() || "\"'=:".contains(c));
            value.split(|c: char| c.is_whitespace() || "&#\"',;}".contains(c)).next().unwrap_or_default()
        }
        None => text,
    };
    let mut rest = text;
    loop {
        let before = rest.len();
        rest = rest.trim_matches(|c: char| c.is_whitespace() || is_wrapping(c));
        let bearer = rest.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer "));
        rest = bearer.map_or(rest, |_| &rest[7..]);
        if rest.len() == before {
            return rest;
        }
    }
}

/// Quotes of all kinds, and characters that have no width and come along with a copy.
fn is_wrapping(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '<' | '>' | ',' | ';' | '“' | '”' | '„' | '‘' | '’' | '«' | '»')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    const TOKEN: &str = "IGAAsandbox_Token-0001";

    #[test]
    fn whatever_people_copy_along_goes() {
        for pasted in [
            "IGAAsandbox_Token-0001",
            "  IGAAsandbox_Token-0001\r\n",
            "\"IGAAsandbox_Token-0001\"",
            "“IGAAsandbox_Token-0001”",
            "Bearer IGAAsandbox_Token-0001",
            "\"bearer  IGAAsandbox_Token-0001\",",
            "access_token=IGAAsandbox_Token-0001",
            "?access_token=IGAAsandbox_Token-0001&fields=id",
            "https://graph.instagram.com/v26.0/me?fields=id&access_token=IGAAsandbox_Token-0001#_",
            "{\"access_token\":\"IGAAsandbox_Token-0001\",\"token_type\":\"bearer\"}",
            "{ \"access_token\" : \"IGAAsandbox_Token-0001\" }",
            "\u{FEFF}IGAAsandbox_Token-0001\u{200B}",
        ] {
            let read = read_pasted_token(pasted).map(|read| read.token.expose_secret().to_owned());
            assert_eq!(read.as_deref(), Ok(TOKEN), "{pasted:?}");
        }
    }

    #[test]
    fn what_is_no_token_is_named() {
        let problem = |text: &str| read_pasted_token(text).err();
        assert_eq!(problem(""), Some(TokenProblem::Empty));
        assert_eq!(problem(" \n\"\" "), Some(TokenProblem::Empty));
        assert_eq!(problem("access_token="), Some(TokenProblem::Empty));
        assert_eq!(problem("IGAAfirst_token IGAAsecond_token"), Some(TokenProblem::HasSpaces));
        assert_eq!(problem("IGAAfirst\nsecond"), Some(TokenProblem::HasSpaces));
        assert_eq!(problem("IGAAsandboxTo..."), Some(TokenProblem::CutOff));
        assert_eq!(problem("IGAAsandboxTo…"), Some(TokenProblem::CutOff));
        assert_eq!(problem("0123456789abcdef0123456789abcdef"), Some(TokenProblem::AppSecret));
        for odd in ["short", "17841400000000123", "https://www.instagram.com/bluekiln", "tökentökentöken"]
        {
            assert_eq!(problem(odd), Some(TokenProblem::NotAToken), "{odd}");
        }
        assert_eq!(problem(&"a".repeat(MAX_CHARS + 1)), Some(TokenProblem::NotAToken));
    }

    #[test]
    fn the_prefix_is_a_hint() {
        let hint = |text: &str| read_pasted_token(text).expect("token").looks_like;
        assert_eq!(hint(TOKEN), Some(Flavour::InstagramLogin));
        assert_eq!(hint("EAASANDBOXTOKEN"), Some(Flavour::FacebookLogin));
        assert_eq!(hint("sandboxtoken"), None);
    }

    #[test]
    fn a_token_is_never_printed() {
        let printed = format!("{:?}", read_pasted_token(TOKEN));
        assert!(!printed.contains("sandbox"), "{printed}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), tail in "(access_token|bearer |[\"=: ]){0,4}") {
            let _ = read_pasted_token(&text);
            let _ = read_pasted_token(&format!("{tail}{text}"));
        }
    }
}
