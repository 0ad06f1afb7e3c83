//! A public webhook receiver, if this machine has it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

use crate::client::SECRET;
use crate::server::Server;

/// Starts `webhook` with Meta's rule: the HMAC of the body decides whether a program runs.
pub(crate) async fn start(data: &Path) -> Option<Server> {
    let hooks = data.join("hooks.json");
    let rule = serde_json::json!([{
        "id": "webhook",
        "execute-command": "/bin/true",
        "trigger-rule": { "match": {
            "type": "payload-hmac-sha256",
            "secret": SECRET,
            "parameter": { "source": "header", "name": "X-Hub-Signature-256" },
        } },
        "trigger-rule-mismatch-http-response-code": 403,
    }]);
    std::fs::write(&hooks, rule.to_string()).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new("webhook");
    command.args(["-ip", "127.0.0.1", "-urlprefix", "", "-port", &port.to_string(), "-hooks"]).arg(hooks);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let address = format!("127.0.0.1:{port}");
    // It says nowhere that it listens, unless it also says every request.
    while TcpStream::connect(&address).await.is_err() {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Some(Server::running(process, address))
}
