//! The demo's people: names of their language, usernames as people choose them.

use super::data::{Brand, Language};
use crate::dice::Dice;
use crate::world::{NewPerson, World};

/// Adds somebody new to a handle; the index of the person, and what friends call them.
pub(super) fn somebody(
    world: &mut World,
    handle: usize,
    language: &Language,
    brand: &Brand,
    dice: &mut Dice,
) -> Option<(usize, String)> {
    let (mut given, mut family) = (dice.pick(&language.given)?, dice.pick(&language.family)?);
    let name_of = |given: &str, family: &str| {
        let joiner = language.joiner.as_deref().unwrap_or(" ");
        if language.family_first {
            format!("{family}{joiner}{given}")
        } else {
            format!("{given}{joiner}{family}")
        }
    };
    // Few people share a whole name, so look a little for one that is free.
    for _ in 0..40 {
        let name = name_of(&given.0, &family.0);
        if !world.handles[handle].people.iter().any(|p| p.name.as_deref() == Some(&name)) {
            break;
        }
        (given, family) = (dice.pick(&language.given)?, dice.pick(&language.family)?);
    }
    let name = match dice.below(12) {
        0 => given.0.clone(),
        1 => format!("{} {}", given.0, dice.pick(&brand.flourishes)?),
        2 => name_of(&given.0, &family.0).to_lowercase(),
        _ => name_of(&given.0, &family.0),
    };
    let mut username = username(&given.1, &family.1, &brand.interests, dice)?;
    while world.handles[handle].person_named(&username).is_some() {
        username.push_str(&dice.digits(2));
    }
    let follows = dice.chance(62);
    let followed = follows && dice.chance(12);
    let person = world.add_person(
        handle,
        NewPerson {
            handle: String::new(),
            username,
            name: Some(name),
            igsid: None,
            follower_count: Some(if dice.chance(8) {
                dice.between(9_000, 140_000)
            } else {
                dice.between(60, 2_600)
            }),
            verified: dice.chance(2),
            follows,
            followed,
            blocked: false,
            gone: false,
            no_consent: dice.chance(2),
        },
    );
    Some((person, given.0.clone()))
}

fn username(given: &str, family: &str, interests: &[String], dice: &mut Dice) -> Option<String> {
    let initial = &family[..family.len().min(1)];
    Some(match dice.below(9) {
        0 => format!("{given}.{family}"),
        1 => format!("{given}_{family}"),
        2 => format!("{given}{family}{}", dice.digits(2)),
        3 => format!("{given}.{}", dice.pick(interests)?),
        4 => format!("{}.{family}", &given[..given.len().min(1)]),
        5 => format!("{given}__{initial}"),
        6 => format!("{given}.{}.{initial}", dice.pick(interests)?),
        7 => format!("the.{given}.{family}"),
        _ => format!("{given}{initial}.{}", dice.between(84, 99)),
    })
}
