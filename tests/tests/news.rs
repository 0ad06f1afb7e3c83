//! A signed list of news: fetched when the person allows it, believed when the publisher signed it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use acceptance::{Bridge, Desktop, Instagram, wait};
use anyhow::{Result, anyhow};
use api::view::NewsView;
use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

/// A publisher on loopback, and how often it was asked.
struct Publisher {
    address: String,
    file: Arc<Mutex<Vec<u8>>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    async fn start() -> Result<Self> {
        let file: Arc<Mutex<Vec<u8>>> = Arc::default();
        let asked = Arc::new(AtomicUsize::new(0));
        let (served, counted) = (Arc::clone(&file), Arc::clone(&asked));
        let answer = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let file = served.lock().map(|file| file.clone()).unwrap_or_default();
            async move { file }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/news.signed", listener.local_addr()?);
        tokio::spawn(
            async move { axum::serve(listener, Router::new().route("/news.signed", get(answer))).await },
        );
        Ok(Self { address, file, asked })
    }

    fn publish(&self, file: Vec<u8>) {
        if let Ok(mut kept) = self.file.lock() {
            *kept = file;
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn list(number: u64) -> Vec<u8> {
    let words =
        json!({ "en": { "title": format!("List {number}"), "text": "Something changed at Instagram." } });
    let entry = json!({ "id": "x", "date": "2027-01-02", "about": "instagram", "words": words });
    json!({ "number": number, "entries": [entry] }).to_string().into_bytes()
}

async fn newest(bridge: &Bridge) -> Result<String> {
    let news: NewsView = bridge.ask("news", &json!({ "language": "ja" })).await?;
    Ok(news.entries.first().map(|entry| entry.title.clone()).unwrap_or_default())
}

/// Allows looking (anew), and waits until the publisher was asked.
async fn looks(bridge: &Bridge, publisher: &Publisher) -> Result<()> {
    let before = publisher.asked();
    for allowed in [false, true] {
        bridge.ask::<Value>("save_settings", &json!({ "check_news": allowed })).await?;
    }
    wait::until("the publisher is asked", async || Ok(publisher.asked() > before)).await
}

#[tokio::test]
async fn news_are_fetched_when_allowed_and_believed_when_signed() -> Result<()> {
    let pair = |seed: u8| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).map_err(|_| anyhow!("no key"));
    let (ours, theirs) = (pair(5)?, pair(6)?);
    let signed =
        |by: &Ed25519KeyPair, list: &[u8]| app::sign_news(list, |bytes| by.sign(bytes).as_ref().to_vec());
    let publisher = Publisher::start().await?;
    publisher.publish(signed(&ours, &list(70)));
    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    let key = STANDARD.encode(ours.public_key());
    let arguments = ["--news-url", publisher.address.as_str(), "--news-key", key.as_str()];
    let start = || Bridge::start_with(&desktop, &desktop.profile(), instagram.graph(), &arguments);

    let mut bridge = start()?;
    let bundled = newest(&bridge).await?;
    bridge.connect(&instagram.handle("luma.news").await?.token).await?;
    assert_eq!(newest(&bridge).await?, bundled);
    assert_eq!(publisher.asked(), 0, "nobody allowed it");

    looks(&bridge, &publisher).await?;
    wait::until("the new list", async || Ok(newest(&bridge).await? == "List 70")).await?;
    // What is not the publisher's, is older, or is too large changes nothing.
    let too_large = [signed(&ours, &list(99)), vec![b' '; 300 * 1024]].concat();
    for refused in [signed(&theirs, &list(99)), signed(&ours, &list(69)), b"<html>".to_vec(), too_large] {
        publisher.publish(refused);
        looks(&bridge, &publisher).await?;
        // The next one is asked for after this one was looked at.
        looks(&bridge, &publisher).await?;
        assert_eq!(newest(&bridge).await?, "List 70");
    }
    bridge.terminate()?;

    let bridge = start()?;
    assert_eq!(newest(&bridge).await?, "List 70", "kept, and believed again");
    Ok(())
}
