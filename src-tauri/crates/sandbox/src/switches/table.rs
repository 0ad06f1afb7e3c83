//! The table of open questions: each with its source in the reference.

mod logins;
mod reading;
mod sending;
mod webhooks;

use super::Switch;

const PARTS: [&[Switch]; 4] = [logins::SWITCHES, reading::SWITCHES, sending::SWITCHES, webhooks::SWITCHES];

/// Every switch. A switch is listed only if turning it changes what the sandbox answers.
pub const SWITCHES: &[Switch] = &joined::<{ count() }>();

const fn count() -> usize {
    let (mut sum, mut part) = (0, 0);
    while part < PARTS.len() {
        sum += PARTS[part].len();
        part += 1;
    }
    sum
}

const fn joined<const N: usize>() -> [Switch; N] {
    let mut all = [PARTS[0][0]; N];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut of_part = 0;
        while of_part < PARTS[part].len() {
            all[at] = PARTS[part][of_part];
            at += 1;
            of_part += 1;
        }
        part += 1;
    }
    all
}
