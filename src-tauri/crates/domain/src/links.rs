//! Links in text that strangers wrote. Only plain web addresses become links; what they truly lead to is said.
//!
//! Nothing here is ever fetched or previewed (reliability, section 2.3 "Link").

use std::ops::Range;

use url::{Host, Url};

/// Longer addresses are left as text.
const LONGEST: usize = 4_096;
/// A message with more addresses than this is bait; the rest stays text.
const MOST: usize = 20;
/// Characters that end a sentence rather than an address.
const TRAILING: &[char] =
    &['.', ',', ';', ':', '!', '?', '\'', '"', '…', '»', '”', '’', '。', '、', '！', '？'];

/// A link within a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Where it leads.
    pub url: Url,
    /// The host as it truly is: punycode where it is not plain ASCII.
    pub host: String,
}

/// The links of a text, in order. Anything doubtful stays text: other schemes, a user name before the host, numeric
/// and local hosts, control and direction characters.
#[must_use]
pub fn find(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut from = 0;
    for _ in 0..MOST {
        let Some(start) = next_scheme(text, from) else { break };
        let rest = text.get(start..).unwrap_or_default();
        let end = start + address_length(rest);
        let candidate = text.get(start..end).unwrap_or_default();
        if let Some(link) = read(candidate, start) {
            links.push(link);
        }
        from = end.max(start + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
    }
    links
}

/// The address alone, when all of `text` is a link as [`find`] would find it.
#[must_use]
pub fn whole(text: &str) -> Option<Link> {
    read(text.trim(), 0)
}

/// A byte range as UTF-16 code units, as JavaScript counts.
#[must_use]
pub fn utf16(text: &str, range: &Range<usize>) -> Range<u32> {
    let count = |to: usize| {
        let units = text.get(..to).map_or(0, |head| head.encode_utf16().count());
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    count(range.start)..count(range.end)
}

fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let tail = text.get(from..)?.to_ascii_lowercase();
    let found = [tail.find("https://"), tail.find("http://")].into_iter().flatten().min()?;
    Some(from + found)
}

/// The length of the address at the start of `text`: up to white space, then without what belongs to the sentence.
fn address_length(text: &str) -> usize {
    let end = text
        .char_indices()
        .find(|(_, c)| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '`'))
        .map_or(text.len(), |(at, _)| at);
    let mut address = text.get(..end).unwrap_or_default();
    loop {
        let trimmed = address.trim_end_matches(TRAILING);
        // A closing bracket belongs to the address only when it was opened in it.
        let trimmed = match trimmed.strip_suffix(')') {
            Some(inner) if inner.matches(')').count() >= inner.matches('(').count() => inner,
            _ => trimmed,
        };
        if trimmed.len() == address.len() {
            return address.len();
        }
        address = trimmed;
    }
}

fn read(candidate: &str, start: usize) -> Option<Link> {
    if candidate.len() > LONGEST
        || candidate.chars().any(crate::text::is_bidi_control)
        || candidate.contains('\\')
    {
        return None;
    }
    let url = Url::parse(candidate).ok()?;
    let plain =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let Some(Host::Domain(host)) = url.host() else { return None };
    let public = host.contains('.') && !host.ends_with(".local") && !host.ends_with(".localhost");
    if !plain || !public {
        return None;
    }
    let host = host.to_owned();
    Some(Link { range: start..start + candidate.len(), url, host })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hosts(text: &str) -> Vec<String> {
        find(text).into_iter().map(|link| link.host).collect()
    }

    #[test]
    fn plain_addresses_become_links_without_the_sentence_around_them() {
        let text = "See https://luma.example/a?b=c#d, or (http://shop.example/x_(y)). Bye";
        let found: Vec<&str> = find(text).iter().map(|link| &text[link.range.clone()]).collect();
        assert_eq!(found, ["https://luma.example/a?b=c#d", "http://shop.example/x_(y)"]);
    }

    #[test]
    fn what_is_doubtful_stays_text() {
        for text in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://instagram.com@evil.example/",
            "https://user:pw@evil.example/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://localhost/",
            "http://router.local/",
            "https://evil.example\\@instagram.com",
            "https://\u{202E}moc.margatsni.example",
            "https://",
        ] {
            assert_eq!(hosts(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_host_in_another_script_is_shown_as_it_truly_is() {
        assert_eq!(hosts("https://\u{430}pple.example/"), ["xn--pple-43d.example"]);
    }

    #[test]
    fn ranges_for_javascript() {
        let text = "👍🏽 https://a.example";
        let link = &find(text)[0];
        assert_eq!(utf16(text, &link.range), 5..22);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|(https?://|[\\s@.:/()]|\\PC){0,60}") {
            for link in find(&text) {
                prop_assert!(text.get(link.range.clone()).is_some());
                prop_assert!(matches!(link.url.scheme(), "http" | "https"));
            }
        }
    }
}
