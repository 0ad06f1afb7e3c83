//! Signs a list of news, or makes the key for it:
//!
//! ```sh
//! cargo run -p app --example sign_news -- key news.key       # prints the public key
//! cargo run -p app --example sign_news -- sign news.key list.json > news.signed
//! ```
//! The list has the form of `crates/domain/src/news/bundled.json`, with a higher number than the one before. The key's
//! file is the publisher's secret.

use std::error::Error;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["key", file] => make_key(file),
        ["sign", key, list] => sign(key, list),
        _ => Err("sign_news key FILE | sign_news sign KEY LIST".into()),
    }
}

fn make_key(file: &str) -> Result<(), Box<dyn Error>> {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| "no randomness")?;
    std::fs::OpenOptions::new().write(true).create_new(true).open(file)?.write_all(key.as_ref())?;
    let pair = Ed25519KeyPair::from_pkcs8(key.as_ref()).map_err(|_| "no key")?;
    writeln!(std::io::stdout(), "{}", STANDARD.encode(pair.public_key()))?;
    Ok(())
}

fn sign(key: &str, list: &str) -> Result<(), Box<dyn Error>> {
    let pair = Ed25519KeyPair::from_pkcs8(&std::fs::read(key)?).map_err(|_| "this is no key")?;
    let list = std::fs::read(list)?;
    let news = domain::news::News::read(&list).ok_or("this is no list of news")?;
    let signed = app::sign_news(&list, |bytes| pair.sign(bytes).as_ref().to_vec());
    std::io::stdout().write_all(&signed)?;
    writeln!(std::io::stderr(), "List {} with {} entries is signed.", news.number, news.entries.len())?;
    Ok(())
}
