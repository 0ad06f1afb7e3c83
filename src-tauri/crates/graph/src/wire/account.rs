//! Handles, people, tokens and subscriptions (instagram-platform, sections 1.1, 2, 5 and 6.1).

use domain::handle::{AccountType, HandleProfile};
use domain::ids::IgId;
use domain::person::Profile;
use secrecy::SecretString;
use serde_json::Value;

use super::json::{Node, items};
use super::thread::next;
use crate::reply::{FreshToken, Page, PageList, Subscription};

/// Ten years; Instagram's tokens live for sixty days. What is beyond it is no time that a calendar has.
const LONGEST_LIFE_S: i64 = 10 * 365 * 86_400;
/// Several times as long as any token that was seen.
const LONGEST_TOKEN: usize = 4_096;

/// `/me` with Instagram Login: flat, or wrapped in `{"data":[..]}`.
pub(crate) fn me(value: &Value) -> Option<HandleProfile> {
    let value = match value.field("data") {
        None => value,
        Some(data) if data.is_array() => data.get(0)?,
        Some(data) => data,
    };
    let (user_id, id) = (value.id("user_id"), value.id("id"));
    let app_scoped_id = user_id.is_some().then(|| id.clone()).flatten();
    Some(HandleProfile {
        ig_id: IgId(user_id.or(id)?),
        app_scoped_id,
        username: value.owned("username")?,
        name: value.owned("name"),
        account_type: value.text("account_type").map(AccountType::parse),
        followers: value.number("followers_count"),
        picture_url: value.owned("profile_picture_url"),
    })
}

/// `/me` with a Page's token: the Page, with the Instagram account linked to it inside. The Page's id stands in
/// `app_scoped_id`. `None` when no account is linked.
pub(crate) fn page(value: &Value) -> Option<HandleProfile> {
    let linked = value.field("instagram_business_account")?;
    Some(HandleProfile {
        ig_id: IgId(linked.id("id")?),
        app_scoped_id: value.id("id"),
        username: linked.owned("username")?,
        name: linked.owned("name"),
        account_type: None,
        followers: linked.number("followers_count"),
        picture_url: linked.owned("profile_picture_url"),
    })
}

/// A Page with its tasks, its token, and the account linked to it, if there is one.
pub(crate) fn facebook_page(value: &Value) -> Option<Page> {
    let tasks = value.field("tasks").map(items);
    Some(Page {
        id: value.id("id")?,
        name: value.owned("name"),
        tasks: tasks.map(|tasks| tasks.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        token: value.text("access_token").map(SecretString::from),
        handle: page(value),
    })
}

/// A page of the list of Pages. A row without an id is left out.
pub(crate) fn page_list(value: &Value, asked: Option<&str>) -> Option<PageList> {
    let rows = value.field("data")?.as_array()?;
    Some(PageList { pages: rows.iter().filter_map(facebook_page).collect(), after: next(value, asked) })
}

/// The permissions that were granted.
pub(crate) fn granted(value: &Value) -> Option<Vec<String>> {
    let rows = value.field("data")?.as_array()?;
    let granted = rows
        .iter()
        .filter(|row| row.text("status").is_some_and(|status| status.eq_ignore_ascii_case("granted")));
    Some(granted.filter_map(|row| row.owned("permission")).collect())
}

/// A person's profile; every field may be missing.
pub(crate) fn person(value: &Value) -> Option<Profile> {
    value.is_object().then(|| Profile {
        name: value.owned("name"),
        username: value.owned("username"),
        picture_url: value.owned("profile_pic"),
        followers: value.number("follower_count"),
        follows_us: value.flag("is_user_follow_business"),
        followed_by_us: value.flag("is_business_follow_user"),
        verified: value.flag("is_verified_user"),
    })
}

/// The answer to a refresh. What is no token must not take the place of one that still works.
pub(crate) fn fresh_token(value: &Value) -> Option<FreshToken> {
    Some(FreshToken {
        token: SecretString::from(value.text("access_token").filter(|text| can_be_sent(text))?),
        expires_in_s: value.number("expires_in").filter(|seconds| (1..=LONGEST_LIFE_S).contains(seconds)),
    })
}

/// Whether a text can stand in the header of a call.
fn can_be_sent(token: &str) -> bool {
    token.len() <= LONGEST_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The fields of all rows of `subscribed_apps`: the token sees its own app alone.
pub(crate) fn subscription(value: &Value) -> Option<Subscription> {
    let rows = value.field("data")?.as_array()?;
    let fields = rows.iter().flat_map(|row| row.items("subscribed_fields"));
    // Two rows would leave open which of them is us.
    let app_id = match rows.as_slice() {
        [row] => row.id("app_id").or_else(|| row.id("id")),
        _ => None,
    };
    Some(Subscription { fields: fields.filter_map(Value::as_str).map(str::to_owned).collect(), app_id })
}

/// `{"success":true}`.
pub(crate) fn success(value: &Value) -> Option<()> {
    (value.flag("success") == Some(true)).then_some(())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::*;

    #[test]
    fn me_is_read_flat_and_wrapped() {
        let flat = json!({"id": "app-scoped", "user_id": 17_841_400_000_000_123_i64, "username": "bluekiln",
            "name": "Blue Kiln", "account_type": "MEDIA_CREATOR", "followers_count": "1520"});
        for answer in [flat.clone(), json!({"data": [flat]}), json!({"data": flat})] {
            let me = me(&answer).expect("profile");
            assert_eq!(me.ig_id.as_str(), "17841400000000123");
            assert_eq!(me.app_scoped_id.as_deref(), Some("app-scoped"));
            assert_eq!((me.username.as_str(), me.followers), ("bluekiln", Some(1520)));
            assert_eq!(me.account_type, Some(AccountType::Creator));
        }
        let alone = me(&json!({"id": "178", "username": "bluekiln"})).expect("profile");
        assert_eq!((alone.ig_id.as_str(), alone.app_scoped_id), ("178", None));
        for odd in [json!({"username": "bluekiln"}), json!({"id": "1"}), json!({"data": []}), json!([])] {
            assert!(me(&odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn a_page_is_read_for_the_account_linked_to_it() {
        let linked = json!({"id": "104", "name": "Blue Kiln",
            "instagram_business_account": {"id": "178", "username": "bluekiln", "followers_count": 1520}});
        let profile = page(&linked).expect("profile");
        assert_eq!((profile.ig_id.as_str(), profile.app_scoped_id.as_deref()), ("178", Some("104")));
        assert!(page(&json!({"id": "104", "name": "Blue Kiln"})).is_none());
    }

    #[test]
    fn pages_with_and_without_an_account_token_or_task() {
        let answer = json!({"data": [
            {"id": "104", "name": "Blue Kiln", "access_token": "EAApage", "tasks": ["ANALYZE", "MESSAGING", "MODERATE"],
                "instagram_business_account": {"id": "178", "username": "bluekiln"}},
            {"id": 105, "name": "Unlinked", "access_token": "EAApage2", "tasks": ["PROFILE_PLUS_MESSAGING"]},
            {"id": "106", "tasks": ["ANALYZE"]}, {"id": "107"}, {"name": "without an id"}, "odd"],
            "paging": {"cursors": {"after": "c2"}, "next": "https://graph.facebook.com/v26.0/me/accounts?after=c2"}});
        let list = page_list(&answer, None).expect("list");
        assert_eq!(list.after.as_deref(), Some("c2"));
        let facts: Vec<_> = list
            .pages
            .iter()
            .map(|page| {
                let handle = page.handle.as_ref().map(|handle| handle.username.as_str());
                (page.id.as_str(), handle, page.token.is_some(), page.can_message())
            })
            .collect();
        let expected = [
            ("104", Some("bluekiln"), true, true),
            ("105", None, true, true),
            ("106", None, false, false),
            ("107", None, false, true),
        ];
        assert_eq!(facts, expected);
        assert!(!format!("{list:?}").contains("EAA"));
        assert!(page_list(&json!({}), None).is_none());
    }

    #[test]
    fn only_granted_permissions_count() {
        let answer = json!({"data": [{"permission": "instagram_basic", "status": "granted"},
            {"permission": "pages_show_list", "status": "declined"}, {"permission": "x"}, "odd"]});
        assert_eq!(granted(&answer), Some(vec!["instagram_basic".to_owned()]));
        assert_eq!(granted(&json!({"data": {}})), None);
    }

    #[test]
    fn a_person_may_be_nearly_nothing() {
        let sample = json!({"name": "Mira Kovac", "username": "mira.k", "profile_pic": "https://p",
            "is_verified_user": false, "follower_count": 312, "is_user_follow_business": true,
            "is_business_follow_user": false, "id": "1234500000000007"});
        let profile = person(&sample).expect("profile");
        assert_eq!((profile.name.as_deref(), profile.followers), (Some("Mira Kovac"), Some(312)));
        assert_eq!(
            (profile.follows_us, profile.followed_by_us, profile.verified),
            (Some(true), Some(false), Some(false))
        );
        assert_eq!(person(&json!({"name": null, "profile_pic": null})), Some(Profile::default()));
        assert_eq!(person(&json!([])), None);
    }

    #[test]
    fn tokens_and_subscriptions() {
        let fresh =
            fresh_token(&json!({"access_token": "IGAAnew", "token_type": "bearer", "expires_in": 5_183_944}));
        let fresh = fresh.expect("token");
        assert_eq!((fresh.token.expose_secret(), fresh.expires_in_s), ("IGAAnew", Some(5_183_944)));
        assert!(!format!("{fresh:?}").contains("IGAA"));
        assert!(fresh_token(&json!({"expires_in": 5})).is_none());
        let rows = json!({"data": [{"app_id": "1", "subscribed_fields": ["messages", "messaging_seen"]}]});
        let found = subscription(&rows).expect("subscription");
        assert!(found.has_messages() && found.fields.len() == 2 && found.app_id.as_deref() == Some("1"));
        assert_eq!(subscription(&json!({"data": []})), Some(Subscription::default()));
        assert_eq!(subscription(&json!({})), None);
        assert_eq!(
            (success(&json!({"success": true})), success(&json!({"success": false}))),
            (Some(()), None)
        );
    }
}
