//! Who is who in a thread of two.

use domain::observation::ClosedBecause;
use serde_json::Value;

use super::json::Node;
use crate::access::Access;

/// A participant, sender or recipient as Instagram names them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) username: Option<String>,
    pub(crate) name: Option<String>,
}

impl Party {
    /// `None` without an id: a name does not identify anybody.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        Some(Self { id: value.id("id")?, username: value.owned("username"), name: value.owned("name") })
    }
}

/// The handle itself, as it may appear among the parties.
#[derive(Clone, Copy)]
pub(crate) struct Own<'a> {
    ig_id: &'a str,
    node: &'a str,
    app_scoped_id: Option<&'a str>,
    username: &'a str,
}

impl<'a> Own<'a> {
    pub(crate) fn of(access: &Access<'a>) -> Self {
        let Access { node, app_scoped_id, username, .. } = *access;
        Self { ig_id: access.ig_id.as_str(), node, app_scoped_id, username }
    }

    pub(crate) fn has_id(&self, id: &str) -> bool {
        id == self.ig_id || id == self.node || Some(id) == self.app_scoped_id
    }

    pub(crate) fn is_named(&self, username: &str) -> bool {
        !self.username.is_empty() && username.eq_ignore_ascii_case(self.username)
    }

    /// Whether the person of a thread is the handle itself, which writes to itself under another id.
    pub(crate) fn is(&self, person: &Party) -> bool {
        self.has_id(&person.id) || self.has_name(person)
    }

    fn has_name(&self, party: &Party) -> bool {
        party.username.as_deref().is_some_and(|name| self.is_named(name))
    }

    /// Which of the parties is the person. The id decides; the username only where no party has the handle's id, as
    /// the person of a thread with oneself has the handle's own name. Never a guess: with more than two parties, or
    /// with two strangers, there is no answer.
    pub(crate) fn other(&self, parties: impl Iterator<Item = Party>) -> Result<Party, ClosedBecause> {
        let mut distinct: Vec<Party> = Vec::new();
        for party in parties {
            if !distinct.iter().any(|known| known.id == party.id) {
                if distinct.len() == 2 {
                    return Err(ClosedBecause::Group);
                }
                distinct.push(party);
            }
        }
        let by_id = distinct.iter().any(|party| self.has_id(&party.id));
        let mut others = distinct
            .into_iter()
            .filter(|party| !if by_id { self.has_id(&party.id) } else { self.has_name(party) });
        match (others.next(), others.next()) {
            (Some(person), None) => Ok(person),
            _ => Err(ClosedBecause::Nobody),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Own<'static> =
        Own { ig_id: "178", node: "178", app_scoped_id: Some("276"), username: "bluekiln" };

    fn other(parties: &[(&str, &str)]) -> Result<String, ClosedBecause> {
        let party = |(id, name): &(&str, &str)| Party {
            id: (*id).to_owned(),
            username: Some((*name).to_owned()),
            name: None,
        };
        OWN.other(parties.iter().map(party)).map(|person| person.id)
    }

    #[test]
    fn the_person_is_who_is_not_the_handle() {
        assert_eq!(other(&[("178", "bluekiln"), ("7", "mira.k")]), Ok("7".into()));
        assert_eq!(other(&[("7", "mira.k"), ("178", "renamed")]), Ok("7".into()));
        assert_eq!(other(&[("7", "mira.k"), ("276", "renamed")]), Ok("7".into()));
        assert_eq!(other(&[("7", "mira.k"), ("178", "bluekiln"), ("7", "mira.k")]), Ok("7".into()));
        assert_eq!(other(&[("7", "mira.k")]), Ok("7".into()));
    }

    #[test]
    fn the_name_helps_only_where_the_id_does_not() {
        assert_eq!(other(&[("another-id-of-ours", "BlueKiln"), ("7", "mira.k")]), Ok("7".into()));
        // A message to oneself: both bear the handle's name.
        assert_eq!(other(&[("178", "bluekiln"), ("own-igsid", "bluekiln")]), Ok("own-igsid".into()));
    }

    #[test]
    fn nobody_is_guessed() {
        assert_eq!(other(&[("178", "bluekiln"), ("7", "a"), ("8", "b")]), Err(ClosedBecause::Group));
        assert_eq!(other(&[("7", "a"), ("8", "b")]), Err(ClosedBecause::Nobody));
        assert_eq!(other(&[("178", "bluekiln")]), Err(ClosedBecause::Nobody));
        assert_eq!(other(&[]), Err(ClosedBecause::Nobody));
    }
}
