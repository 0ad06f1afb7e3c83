//! People.

use api::view::PersonView;
use domain::person::fallback_name;
use domain::text::snippet;
use store::people::Person;

/// A person: by display name, else by username, else by the end of the id; never blank.
pub(crate) fn person(person: Person) -> PersonView {
    let profile = person.profile;
    let named = |text: &Option<String>| text.as_deref().map(snippet).filter(|name| !name.trim().is_empty());
    let name = named(&profile.name)
        .or_else(|| named(&profile.username))
        .unwrap_or_else(|| fallback_name(&person.igsid));
    PersonView {
        id: person.id.0,
        name,
        username: named(&profile.username),
        has_picture: profile.picture_url.is_some(),
        followers: profile.followers,
        follows_us: profile.follows_us,
        followed_by_us: profile.followed_by_us,
        verified: profile.verified.unwrap_or_default(),
    }
}
