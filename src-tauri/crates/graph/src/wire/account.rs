//! Handles, people, tokens and subscriptions (instagram-platform, sections 1.1, 2, 5 and 6.1).

use domain::handle::{AccountType, HandleProfile};
use domain::ids::IgId;
use domain::person::Profile;
use secrecy::SecretString;
use serde_json::Value;

use super::json::{Node, items};
use crate::reply::{FreshToken, Subscription};

/// `/me` with Instagram Login: flat, or wrapped in `{"data":[..]}`.
pub(crate) fn me(value: &Value) -> Option<HandleProfile> {
    let value = value.field("data").map_or(Some(value), |data| items(data).first())?;
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

/// The answer to a refresh.
pub(crate) fn fresh_token(value: &Value) -> Option<FreshToken> {
    Some(FreshToken {
        token: SecretString::from(value.text("access_token")?),
        expires_in_s: value.number("expires_in").filter(|seconds| *seconds > 0),
    })
}

/// The fields of all rows of `subscribed_apps`: the token sees its own app alone.
pub(crate) fn subscription(value: &Value) -> Option<Subscription> {
    let rows = value.field("data")?.as_array()?;
    let fields = rows.iter().flat_map(|row| row.items("subscribed_fields"));
    Some(Subscription { fields: fields.filter_map(Value::as_str).map(str::to_owned).collect() })
}

/// `{"success":true}`.
pub(crate) fn success(value: &Value) -> Option<()> {
    (value.flag("success") == Some(true)).then_some(())
}
