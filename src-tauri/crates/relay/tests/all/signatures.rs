//! A million deliveries that are almost genuine.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use relay::AppSecrets;
use relay::signature::verify;

use crate::meta::{HANDLE, SECRET, message, signature};

const MUTATIONS: usize = 1_000_000;
const THREADS: usize = 2;

/// One change of the body or the signature that leaves neither as it was.
fn mutate(rng: &mut SmallRng, body: &mut Vec<u8>, header: &mut Vec<u8>) {
    let target = if rng.random_bool(0.3) { body } else { header };
    let at = rng.random_range(0..target.len());
    match rng.random_range(0..5) {
        0 => target[at] ^= 1 << rng.random_range(0..8),
        1 => drop(target.remove(at)),
        2 => target.insert(at, rng.random()),
        3 => target.truncate(at),
        _ => {
            let to = rng.random_range(0..target.len());
            if target[at] == target[to] {
                target[at] ^= 0x80;
            } else {
                target.swap(at, to);
            }
        }
    }
}

#[test]
fn a_million_mutations_are_refused() {
    let secrets = AppSecrets::new(vec![SECRET.into()]).unwrap();
    // Short, so that a million are tried in seconds.
    let body = message(HANDLE, "m", "hi").into_bytes()[..100].to_vec();
    let header = signature(SECRET, &body).into_bytes();
    assert_eq!(verify([header.as_slice()], &body, &secrets), Ok(()));
    std::thread::scope(|scope| {
        for seed in 0..THREADS {
            let (secrets, body, header) = (&secrets, &body, &header);
            scope.spawn(move || {
                let mut rng = SmallRng::seed_from_u64(seed as u64);
                for n in 0..MUTATIONS / THREADS {
                    let (mut changed, mut signed) = (body.clone(), header.clone());
                    for _ in 0..rng.random_range(1..3) {
                        if !changed.is_empty() && !signed.is_empty() {
                            mutate(&mut rng, &mut changed, &mut signed);
                        }
                    }
                    if changed == *body && signed == *header {
                        continue; // The second change undid the first.
                    }
                    let verdict = verify([signed.as_slice()], &changed, secrets);
                    assert!(verdict.is_err(), "seed {seed}, mutation {n}");
                }
            });
        }
    });
}
