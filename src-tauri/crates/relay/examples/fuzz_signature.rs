//! Feeds changed signature headers, bodies and signed requests to what checks them, for a while:
//!
//! `cargo run --release -p relay --example fuzz_signature -- SECONDS [SEED]`
//!
//! Nothing may panic, and nothing that is not exactly the genuine pair may pass.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool speaks by printing")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use relay::signature::verify;
use relay::{AppSecrets, signed_request};

const BODY: &[u8] = br#"{"object":"instagram","entry":[{"id":"17841400000000123","time":1790000000123,"messaging":[{"sender":{"id":"1234500000000007"},"recipient":{"id":"17841400000000123"},"timestamp":1790000000001,"message":{"mid":"m1","text":"caf\u00e9 \ud83d\ude00 \/x"}}]}]}"#;
const GENUINE: &[u8] = b"sha256=0918a1e150dc5d9471f1eafb41eca8f4bf2b09ae6af0fb62818f1bbeda73b47d";
const SIGNED: &str = "-imc33q73VDqbYgE6gyw2jcOjW8EpVUyb65FHdBuy28.eyJ1c2VyX2lkIjoiMjc2NDA4NzUzOTIyNzg4MzEiLCJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc5MDAwMDAwMH0";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().ok());
    let Some(Some(seconds)) = arguments.next() else {
        eprintln!("fuzz SECONDS [SEED]");
        return ExitCode::FAILURE;
    };
    let mut dice = arguments.next().flatten().unwrap_or(1) | 1;
    let Some(secrets) = AppSecrets::new(vec!["sandbox_app_secret_0001".into(), "another".into()]) else {
        return ExitCode::FAILURE;
    };
    let (began, mut runs) = (Instant::now(), 0_u64);
    while began.elapsed() < Duration::from_secs(seconds) {
        for _ in 0..1_000 {
            let (mut header, mut body, mut request) =
                (GENUINE.to_vec(), BODY.to_vec(), SIGNED.as_bytes().to_vec());
            match next(&mut dice) % 3 {
                0 => scratch(&mut header, &mut dice),
                1 => scratch(&mut body, &mut dice),
                _ => scratch(&mut request, &mut dice),
            }
            let genuine = header == GENUINE && body == BODY;
            if verify([header.as_slice()], &body, &secrets).is_ok() != genuine {
                eprintln!("{header:?} passes for {body:?}, or the genuine pair does not");
                return ExitCode::FAILURE;
            }
            let text = String::from_utf8_lossy(&request);
            if signed_request::open(&text, &secrets).is_ok() && text != SIGNED {
                eprintln!("{text:?} passes");
                return ExitCode::FAILURE;
            }
            runs += 1;
        }
    }
    println!("{runs} inputs, nothing broke");
    ExitCode::SUCCESS
}

fn next(dice: &mut u64) -> u64 {
    *dice ^= *dice << 13;
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    *dice
}

fn below(dice: &mut u64, end: usize) -> usize {
    usize::try_from(next(dice) % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
}

/// Changes up to four bytes, or where the text ends.
fn scratch(bytes: &mut Vec<u8>, dice: &mut u64) {
    for _ in 0..=below(dice, 4) {
        let at = below(dice, bytes.len());
        match next(dice) % 6 {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, u8::try_from(next(dice) % 256).unwrap_or_default()),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 => bytes.splice(at..at, *b"sha256=").for_each(drop),
            4 => bytes.splice(at..at, [0xFF, b'.', b'=']).for_each(drop),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << below(dice, 8);
                }
            }
        }
    }
}
