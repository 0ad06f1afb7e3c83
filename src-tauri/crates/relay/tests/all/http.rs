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
    let head = |length: usize| head(&format!("connection: close\r\ncontent-length: {length}"));
    let large = vec![b'x'; 2 << 20];
    assert_eq!(status(&say(&world, &[&head(large.len()), &large]).await), "413");
    assert_eq!(status(&say(&world, &[&head(100), b"only a little"]).await), "408");
    // A head that never ends is hung up on.
    let answer = say(&world, &[b"POST /webhook HTTP/1.1\r\nhost: x\r\n"]).await;
    assert!(answer.is_empty() || status(&answer) == "408", "{answer}");
    assert_eq!(status(&say(&world, &[b"nonsense\r\n\r\n"]).await), "400");
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 0);
}

/// The head of a delivery that looks signed.
fn head(length: &str) -> Vec<u8> {
    let signature = "0".repeat(64);
    format!(
        "POST /webhook HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: sha256={signature}\r\n{length}\r\n\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn one_more_delivery_than_allowed_is_told_to_come_again() {
    let world = World::with("[limits]\ndeliveries_at_once = 1\n").await;
    let _laptop = world.laptop(&[HANDLE]).await;
    let mut number = 0;
    let refused = async {
        loop {
            let bodies: Vec<_> =
                (0..32).map(|n| meta::message(HANDLE, &format!("m{n}"), &format!("{number} {n}"))).collect();
            let statuses =
                futures_util::future::join_all(bodies.iter().map(|body| world.deliver(body))).await;
            assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
            if statuses.contains(&503) {
                return;
            }
            number += 1;
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.unwrap();
    assert_eq!(world.deliver(&meta::message(HANDLE, "m", "alone")).await, 200);
    assert!(!world.numbers().contains("handrail_relay_deliveries_busy_total 0\n"));
}

#[tokio::test]
async fn strangers_who_speak_slowly_keep_meta_out_of_nothing() {
    let world = World::with("[limits]\nbody_seconds = 30\n").await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let mut held = Vec::new();
    // More than may be stored at once, of eight mebibytes each or of unknown length, and none ever comes whole.
    for n in 0..300 {
        let mut socket = TcpStream::connect(world.base.trim_start_matches("http://")).await.unwrap();
        let length = if n % 2 == 0 {
            format!("content-length: {}", 8 << 20)
        } else {
            "transfer-encoding: chunked".to_owned()
        };
        socket.write_all(&[head(&length), b"5\r\n".to_vec()].concat()).await.unwrap();
        held.push(socket);
    }
    assert_eq!(world.deliver(&meta::message(HANDLE, "m1", "in between")).await, 200);
    assert_eq!(texts(&laptop.receive(1).await), ["in between"]);
    drop(held);
}

#[tokio::test]
async fn bodies_of_strangers_take_no_more_memory_than_is_set_aside_and_leave_room_for_small_ones() {
    let world = World::with("[limits]\nbody_seconds = 30\n").await;
    let small = meta::message(HANDLE, "m1", "one more");
    let large = meta::message(HANDLE, "m2", &"x".repeat(300 << 10));
    let mut held = Vec::new();
    // Six of eight mebibytes each, but for their last byte: all that large ones may take.
    for _ in 0..6 {
        let mut socket = TcpStream::connect(world.base.trim_start_matches("http://")).await.unwrap();
        socket.write_all(&head(&format!("content-length: {}", 8 << 20))).await.unwrap();
        socket.write_all(&vec![b'x'; (8 << 20) - 1]).await.unwrap();
        held.push(socket);
    }
    let full = async {
        while world.deliver(&large).await != 503 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, full).await.unwrap();
    assert_eq!(world.deliver(&small).await, 200);
    held.truncate(5);
    let free = async {
        while world.deliver(&large).await != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, free).await.unwrap();
}

#[tokio::test]
async fn whoever_says_nothing_or_too_much_before_the_body_is_hung_up_on() {
    let world = World::with("[limits]\nheader_seconds = 1\n").await;
    assert_eq!(say(&world, &[]).await, "");
    let endless = format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(1 << 20));
    let answer = say(&world, &[endless.as_bytes()]).await;
    assert!(answer.is_empty() || matches!(status(&answer), "431" | "400"), "{answer}");
    let many = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(100));
    assert_eq!(status(&say(&world, &[many.as_bytes()]).await), "431");
}

#[tokio::test]
async fn what_cannot_be_signed_is_refused_before_it_is_read() {
    let world = World::new().await;
    let body = "x".repeat(8 << 20);
    for signatures in ["", "x-hub-signature-256: sha256=00\r\n", "x-hub-signature: sha1=00\r\n"] {
        let length = body.len();
        let head = format!(
            "POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{signatures}content-length: {length}\r\n\r\n"
        );
        // Not a byte of the body was sent.
        assert_eq!(status(&say(&world, &[head.as_bytes()]).await), "401", "{signatures}");
    }
}

#[tokio::test]
async fn lengths_that_contradict_each_other_are_not_guessed_at() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let body = meta::message(HANDLE, "m1", "whole");
    let signature = signature(SECRET, body.as_bytes());
    let with = |lengths: &str, body: &str| {
        format!(
            "POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-hub-signature-256: {signature}\r\n{lengths}\r\n\r\n{body}"
        )
    };
    let refused = [
        with(&format!("content-length: 5\r\ncontent-length: {}", body.len()), &body),
        with("content-length: -1", &body),
        with("content-length: 99999999999999999999999", &body),
        with("transfer-encoding: gzip", &body),
        with("transfer-encoding: chunked", &format!("zz\r\n{body}\r\n0\r\n\r\n")),
        with("transfer-encoding: chunked", &format!("fffffffffffffffff\r\n{body}\r\n0\r\n\r\n")),
    ];
    for request in refused {
        assert_eq!(status(&say(&world, &[request.as_bytes()]).await), "400", "{request}");
    }
    // Chunks count for more than a length, as the standard says.
    let both = with(
        "content-length: 3\r\ntransfer-encoding: chunked",
        &format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
    );
    assert!(matches!(status(&say(&world, &[both.as_bytes()]).await), "200" | "400"));
    assert!(matches!(world.deliver(&body).await, 200));
    assert_eq!(texts(&laptop.receive(1).await), ["whole"]);
}
