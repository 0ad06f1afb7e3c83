//! What only a raw socket can do.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::meta::{self, HANDLE, SECRET, signature};
use crate::world::{PATIENCE, World, texts};

/// Says something and reads until the relay hangs up.
async fn say(world: &World, pieces: &[&[u8]]) -> String {
    let mut socket = TcpStream::connect(world.base.trim_start_matches("http://")).await.unwrap();
    for piece in pieces {
        if socket.write_all(piece).await.is_err() {
            break;
        }
        socket.flush().await.unwrap();
    }
    let mut answer = Vec::new();
    // A reset after the answer is an end as well.
    let _ = tokio::time::timeout(PATIENCE, socket.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[tokio::test]
async fn chunked_bodies_are_taken_however_they_are_cut() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let body = meta::message(HANDLE, "m1", "in pieces");
    let head = format!(
        "POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\nx-hub-signature-256: {}\r\n\r\n",
        signature(SECRET, body.as_bytes())
    );
    let mut pieces: Vec<Vec<u8>> = vec![head.into_bytes()];
    for chunk in body.as_bytes().chunks(7) {
        pieces.push([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    }
    pieces.push(b"0\r\n\r\n".to_vec());
    let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
    assert_eq!(status(&say(&world, &pieces).await), "200");
    assert_eq!(texts(&laptop.receive(1).await), ["in pieces"]);
}

#[tokio::test]
async fn too_large_too_slow_and_broken_bodies_are_refused() {
    let world = World::with("[limits]\nbody_bytes = 1048576\nbody_seconds = 1\nheader_seconds = 1\n").await;
    let head = |length: usize| {
        format!("POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n")
            .into_bytes()
    };
    let large = vec![b'x'; 2 << 20];
    assert_eq!(status(&say(&world, &[&head(large.len()), &large]).await), "413");
    assert_eq!(status(&say(&world, &[&head(100), b"only a little"]).await), "408");
    // A head that never ends is hung up on.
    let answer = say(&world, &[b"POST /webhook HTTP/1.1\r\nhost: x\r\n"]).await;
    assert!(answer.is_empty() || status(&answer) == "408", "{answer}");
    assert_eq!(status(&say(&world, &[b"nonsense\r\n\r\n"]).await), "400");
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 0);
}

#[tokio::test]
async fn one_more_delivery_than_allowed_is_told_to_come_again() {
    let world = World::with("[limits]\ndeliveries_at_once = 1\nbody_seconds = 30\n").await;
    let mut held = TcpStream::connect(world.base.trim_start_matches("http://")).await.unwrap();
    held.write_all(b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nab").await.unwrap();
    let refused = async {
        loop {
            // Until the held one is being read.
            match world.deliver("{}").await {
                503 => return,
                _ => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.unwrap();
    drop(held);
    let free = async {
        while world.deliver("{}").await != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, free).await.unwrap();
}

#[tokio::test]
async fn bodies_of_strangers_take_no_more_memory_than_is_set_aside() {
    let world = World::with("[limits]\nbody_seconds = 30\n").await;
    let mut held = Vec::new();
    // Eight of eight mebibytes each are promised, and never come.
    for _ in 0..8 {
        let mut socket = TcpStream::connect(world.base.trim_start_matches("http://")).await.unwrap();
        let head = format!("POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\nx", 8 << 20);
        socket.write_all(head.as_bytes()).await.unwrap();
        held.push(socket);
    }
    let full = async {
        while world.deliver("{}").await != 503 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, full).await.unwrap();
    held.truncate(7);
    let free = async {
        while world.deliver("{}").await != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, free).await.unwrap();
}
