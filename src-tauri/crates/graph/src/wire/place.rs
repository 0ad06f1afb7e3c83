//! Addresses: which ones are media, and which are pages.

use domain::message::{Attachment, AttachmentKind};
use url::Url;

/// Hosts of Meta's whose addresses are pages for people (instagram-platform, section 6.6: "may be a permalink").
const PAGE_HOSTS: [&str; 17] = [
    "instagram.com",
    "www.instagram.com",
    "m.instagram.com",
    "l.instagram.com",
    "ig.me",
    "instagr.am",
    "facebook.com",
    "www.facebook.com",
    "m.facebook.com",
    "l.facebook.com",
    "fb.com",
    "fb.me",
    "fb.watch",
    "threads.net",
    "www.threads.net",
    "threads.com",
    "www.threads.com",
];

/// Whether an address is a page that a browser shows, and no media.
fn is_page(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| PAGE_HOSTS.contains(&host))
}

/// Puts an address where it belongs: a page is a link, anything else the media.
pub(crate) fn put(attachment: &mut Attachment, address: Option<String>) {
    let Some(address) = address else { return };
    let place = if is_page(&address) { &mut attachment.link } else { &mut attachment.url };
    place.get_or_insert(address);
}

/// What a shared thing is, where Instagram calls everything `share`: the page tells, and media alone is a post.
pub(crate) fn shared_kind(page: Option<&str>) -> AttachmentKind {
    let segments = page.and_then(|page| Url::parse(page).ok()).map_or_else(Vec::new, |url| {
        let path = url.path_segments().into_iter().flatten();
        path.filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
    });
    // A post's page can stand below its author's: /mira.k/p/C1/.
    let named = segments.iter().take(2).find_map(|segment| match segment.as_str() {
        "p" | "tv" => Some(AttachmentKind::Post),
        "reel" | "reels" => Some(AttachmentKind::Reel),
        "stories" | "s" => Some(AttachmentKind::Story),
        _ => None,
    });
    match (named, segments.len()) {
        (Some(kind), _) => kind,
        // A page with one name in its address is somebody's profile: a card with a link.
        (None, 1) => AttachmentKind::Fallback,
        _ => AttachmentKind::Post,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_links_and_anything_else_is_media() {
        for (address, page) in [
            ("https://www.instagram.com/p/C1/", true),
            ("https://instagram.com/reel/C2", true),
            ("https://ig.me/m/bluekiln", true),
            ("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x", false),
            ("https://scontent-ham3-1.cdninstagram.com/v/t51.jpg", false),
            ("https://www.instagram.com.evil.example/p/C1/", false),
            ("http://127.0.0.1:4242/cdn/1", false),
            ("javascript:alert(1)//www.instagram.com", false),
            ("", false),
        ] {
            assert_eq!(is_page(address), page, "{address}");
        }
    }

    #[test]
    fn the_page_tells_what_is_shared() {
        let kind = |page: &str| shared_kind(Some(page));
        assert_eq!(kind("https://www.instagram.com/p/C1/"), AttachmentKind::Post);
        assert_eq!(kind("https://www.instagram.com/mira.k/p/C1/?x=1"), AttachmentKind::Post);
        assert_eq!(kind("https://www.instagram.com/tv/C1/"), AttachmentKind::Post);
        assert_eq!(kind("https://www.instagram.com/reel/C2/"), AttachmentKind::Reel);
        assert_eq!(kind("https://www.instagram.com/mira.k/reel/C2/"), AttachmentKind::Reel);
        assert_eq!(kind("https://www.instagram.com/stories/mira.k/3/"), AttachmentKind::Story);
        assert_eq!(kind("https://www.instagram.com/mira.k/"), AttachmentKind::Fallback);
        assert_eq!(kind("https://www.instagram.com/"), AttachmentKind::Post);
        assert_eq!(shared_kind(None), AttachmentKind::Post);
    }
}
