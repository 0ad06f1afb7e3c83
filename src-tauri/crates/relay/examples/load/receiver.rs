//! A public webhook receiver, if this machine has it.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::client::SECRET;
use crate::server::Server;

/// Starts `webhook` with Meta's rule: the HMAC of the body decides whether a program runs.
pub(crate) fn start(data: &Path) -> Option<Server> {
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
    let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let address = format!("127.0.0.1:{port}");
    while TcpStream::connect(&address).is_err() {
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(Server::running(process, address))
}
