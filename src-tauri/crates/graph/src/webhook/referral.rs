//! Where a person came from (instagram-platform, section 6.6 "Ad referral", "Shop product", "ig.me").

use domain::message::{Referral, ReferralSource};
use serde_json::Value;

use crate::wire::json::Node;

/// Reads a `referral`; `None` when it says nothing.
pub(super) fn read(parent: &Value) -> Option<Referral> {
    let row = parent.field("referral")?;
    let ad = row.field("ads_context_data");
    let ad_id = row.id("ad_id");
    let product = row.field("product").and_then(|product| product.id("id"));
    let reference = row.owned("ref");
    let named = row.text("source").unwrap_or_default().to_ascii_uppercase();
    let source = match () {
        () if ad_id.is_some() || ad.is_some() || named.contains("ADS") => ReferralSource::Ad,
        () if product.is_some() || named.contains("PRODUCT") || named.contains("SHOP") => {
            ReferralSource::Product
        }
        // ig.me links bear a `ref` of their maker's, whatever their source is called.
        () if reference.is_some() || named.contains("LINK") => ReferralSource::Link,
        () => ReferralSource::Other,
    };
    let referral = Referral {
        source,
        reference,
        id: ad_id.or(product),
        title: ad.and_then(|ad| ad.owned("ad_title")),
        picture: ad.and_then(|ad| ad.owned("photo_url")),
    };
    (referral != Referral::default() || !named.is_empty()).then_some(referral)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(row: &Value) -> Option<Referral> {
        read(&json!({ "referral": row }))
    }

    #[test]
    fn each_source_of_the_reference() {
        let ad = of(
            &json!({"ref": "spring", "ad_id": 6_045_246_247_433_i64, "source": "ADS", "type": "OPEN_THREAD",
            "ads_context_data": {"ad_title": "Serum", "photo_url": "https://p", "video_url": "https://v"}}),
        );
        let expected = Referral {
            source: ReferralSource::Ad,
            reference: Some("spring".into()),
            id: Some("6045246247433".into()),
            title: Some("Serum".into()),
            picture: Some("https://p".into()),
        };
        assert_eq!(ad, Some(expected));
        let product = of(&json!({"product": {"id": "42"}})).expect("product");
        assert_eq!((product.source, product.id.as_deref()), (ReferralSource::Product, Some("42")));
        let link = of(&json!({"ref": "bio", "source": "IGME-SOURCE-LINK", "type": "OPEN_THREAD"}));
        let link = link.expect("link");
        assert_eq!((link.source, link.reference.as_deref()), (ReferralSource::Link, Some("bio")));
        assert_eq!(of(&json!({"source": "BRAND_NEW"})).map(|new| new.source), Some(ReferralSource::Other));
    }

    #[test]
    fn what_says_nothing_is_none() {
        for odd in [json!({}), json!(null), json!("ads"), json!([]), json!({"type": "OPEN_THREAD"})] {
            assert_eq!(of(&odd), None, "{odd}");
        }
    }
}
