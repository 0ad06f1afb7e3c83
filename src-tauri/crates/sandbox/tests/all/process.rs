//! The sandbox as a process.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn serve_prints_one_line_of_json_and_serves() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_handrail-sandbox"))
        .args(["serve", "--listen", "127.0.0.1:0", "--scenario", "demo", "--clock", "2026-11-22T09:00:00Z"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let info: Value = serde_json::from_str(&line).unwrap();
    let graph = info["graph"].as_str().unwrap();
    assert_eq!(info["control"], format!("{graph}/_control"));
    assert_eq!(info["oauth"], format!("{graph}/oauth"));
    let handle = &info["handles"][0];
    assert_eq!(handle["flavour"], "instagram_login");
    assert!(!handle["people"].as_array().unwrap().is_empty());

    let mut socket = TcpStream::connect(graph.strip_prefix("http://").unwrap()).unwrap();
    let token = handle["token"].as_str().unwrap();
    write!(
        socket,
        "GET /v26.0/me?fields=user_id,profile_picture_url HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(body["user_id"], handle["ig_id"]);
    let picture = body["profile_picture_url"].as_str().unwrap();
    assert!(picture.starts_with(&format!("{graph}/_cdn/")), "{picture}");
}

#[test]
fn switches_are_listed_here_and_in_the_readme() {
    let out = Command::new(env!("CARGO_BIN_EXE_handrail-sandbox")).arg("switches").output().unwrap();
    let out = String::from_utf8(out.stdout).unwrap();
    let readme = include_str!("../../README.md");
    for switch in sandbox::SWITCHES {
        assert!(out.contains(switch.name) && out.contains(switch.doc), "{}", switch.name);
        assert!(
            readme.contains(&format!("| `{}` | {} |", switch.name, switch.doc)),
            "README: {}",
            switch.name
        );
    }
}
