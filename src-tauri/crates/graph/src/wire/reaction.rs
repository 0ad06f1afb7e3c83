//! Reactions: Instagram names some and draws others.

use domain::message::Direction;
use domain::observation::Reaction;
use serde_json::Value;

use super::json::Node;
use super::party::Own;

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
            let ours = user.id("id").is_some_and(|id| own.has_id(&id));
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
        let own =
            Own::of(&Access { flavour, node: "178", ig_id: &ig_id, username: "bluekiln", token: &token });
        let rows = [
            json!({"reaction": "❤️", "users": [{"id": "7"}, {"id": 178}]}),
            json!({"reaction": "laugh"}),
            json!({"users": [{"id": "7"}]}),
            json!("odd"),
        ];
        let reaction = |by, emoji: &str| Reaction { by, emoji: emoji.to_owned() };
        let expected =
            [reaction(Direction::In, "❤️"), reaction(Direction::Out, "❤️"), reaction(Direction::In, "😆")];
        assert_eq!(list(&rows, own), expected);
        assert_eq!((emoji("love"), emoji("other"), emoji("🫶")), ("❤️", "other", "🫶"));
    }
}
