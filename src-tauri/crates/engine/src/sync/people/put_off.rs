//! Whose profile is asked for next, when some of them are not to be had.

use std::collections::HashMap;

use domain::ids::PersonId;
use store::people::Person;

/// People whose profile Instagram did not give, with no word on why: after everybody else, so that one of them keeps nobody
/// waiting. (It says "unavailable" of whoever blocked the handle, too: instagram-platform, section 7, code 2.)
#[derive(Debug, Default)]
pub(super) struct PutOff {
    /// How many profiles had been given when it failed.
    since: HashMap<PersonId, u64>,
    given: u64,
}

impl PutOff {
    /// How many are put off.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.since.len()).unwrap_or(u32::MAX)
    }

    /// Those of the people who are to be asked for now: the others first, then those who were put off.
    pub(super) fn next(&self, people: Vec<Person>) -> Vec<Person> {
        let (again, first): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|person| self.since.contains_key(&person.id));
        if first.is_empty() { again } else { first }
    }

    /// A profile was given, or refused for what the person is.
    pub(super) fn given(&mut self, person: PersonId) {
        self.given += 1;
        self.since.remove(&person);
    }

    /// It is the person: they wait no longer. No profile was given, so it says nothing of those who failed meanwhile.
    pub(super) fn given_up(&mut self, person: PersonId) {
        self.since.remove(&person);
    }

    /// A profile was not given. `true` when it failed before, and others were given since: then it is the person.
    pub(super) fn failed(&mut self, person: PersonId) -> bool {
        let given = self.given;
        let before = self.since.insert(person, given);
        before.is_some_and(|before| before < given)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::Igsid;
    use domain::person::Profile;

    use super::*;

    fn people(ids: &[i64]) -> Vec<Person> {
        let person = |id: &i64| Person {
            id: PersonId(*id),
            igsid: Igsid(id.to_string()),
            profile: Profile::default(),
            profile_fetched_at: None,
            profile_error: None,
        };
        ids.iter().map(person).collect()
    }

    fn ids(people: &[Person]) -> Vec<i64> {
        people.iter().map(|person| person.id.0).collect()
    }

    #[test]
    fn whoever_is_not_to_be_had_keeps_nobody_waiting() {
        let mut put_off = PutOff::default();
        assert!(!put_off.failed(PersonId(1)), "it may be Instagram");
        assert_eq!(ids(&put_off.next(people(&[1, 2, 3]))), [2, 3]);
        put_off.given(PersonId(2));
        assert_eq!(ids(&put_off.next(people(&[1]))), [1], "once more, after all others");
        assert!(put_off.failed(PersonId(1)), "it is the person");
    }

    #[test]
    fn an_outage_is_nobodys_own() {
        let mut put_off = PutOff::default();
        for round in 0..3 {
            for person in 1..=2 {
                assert!(!put_off.failed(PersonId(person)), "round {round}");
            }
        }
        assert_eq!((ids(&put_off.next(people(&[1, 2]))), put_off.len()), (vec![1, 2], 2));
        put_off.given(PersonId(1));
        assert_eq!(ids(&put_off.next(people(&[2, 3]))), [3]);
    }

    #[test]
    fn somebody_who_is_given_up_in_an_outage_takes_nobody_along() {
        let mut put_off = PutOff::default();
        put_off.failed(PersonId(1));
        put_off.given(PersonId(2));
        for person in 3..=4 {
            assert!(!put_off.failed(PersonId(person)), "the outage");
        }
        assert!(put_off.failed(PersonId(1)), "others were given since");
        put_off.given_up(PersonId(1));
        assert_eq!(put_off.len(), 2);
        for person in 3..=4 {
            assert!(!put_off.failed(PersonId(person)), "nobody was given since");
        }
    }
}
