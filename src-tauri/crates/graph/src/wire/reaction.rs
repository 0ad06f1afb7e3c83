//! Reactions: Instagram names some and draws others.

use domain::message::Direction;
use domain::observation::Reaction;
use serde_json::Value;

use super::json::Node;
use super::party::{Own, Party};

/// The emoji of a reaction that Instagram names (instagram-platform, section 6.6); anything else is kept as it came.
pub(crate) fn emoji(reaction: &str) -> &str {
    match reaction {
        "love" => "❤️",
        "like" => "👍",
        "laugh" => "😆",
        "wow" => "😮",
        "sad" => "😢",
        "angry" => "😠",
        _ => reaction,
    }
}

/// All reactions that stand on a message, from a list of `{"reaction","users"}`.
pub(crate) fn list(rows: &[Value], own: Own<'_>) -> Vec<Reaction> {
    let mut reactions = Vec::new();
    for row in rows {
        let Some(named) = row.text("reaction").or_else(|| row.text("emoji")) else { continue };
        let reaction = |by| Reaction { by, emoji: emoji(named).to_owned() };
        let users = row.items("users");
        if users.is_empty() {
            // Our own reactions are always attributed; what is not is the person's.
            reactions.push(reaction(Direction::In));
        }
        reactions.extend(users.iter().map(|user| {
            let ours = Party::read(user).is_some_and(|user| own.is(&user));
            reaction(if ours { Direction::Out } else { Direction::In })
        }));
    }
    reactions
}

#[cfg(test)]
mod tests {
    use domain::ids::IgId;
    use secrecy::SecretString;
    use serde_json::json;

    use super::*;
    use crate::access::Access;

    #[test]
    fn each_user_counts_and_ours_are_ours() {
        let (ig_id, token) = (IgId::from("178"), SecretString::from("t"));
        let flavour = domain::handle::Flavour::InstagramLogin;
        let (node, app_scoped_id, username) = ("178", Some("276"), "bluekiln");
        let own = Own::of(&Access { flavour, node, ig_id: &ig_id, app_scoped_id, username, token: &token });
        let rows = [
            json!({"reaction": "❤️", "users": [{"id": "7"}, {"id": 178}]}),
            json!({"reaction": "wow", "users": [{"id": "276"}, {"id": "9", "username": "BlueKiln"}]}),
            json!({"reaction": "laugh"}),
            json!({"users": [{"id": "7"}]}),
            json!("odd"),
        ];
        let reaction = |by, emoji: &str| Reaction { by, emoji: emoji.to_owned() };
        let expected = [
            reaction(Direction::In, "❤️"),
            reaction(Direction::Out, "❤️"),
            reaction(Direction::Out, "😮"),
            reaction(Direction::Out, "😮"),
            reaction(Direction::In, "😆"),
        ];
        assert_eq!(list(&rows, own), expected);
        assert_eq!((emoji("love"), emoji("other"), emoji("🫶")), ("❤️", "other", "🫶"));
    }
}
