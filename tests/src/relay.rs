//! The relay, as whoever runs it does: a program with its settings, which can be killed and started again.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Instagram;
use crate::http;
use crate::process::{Program, program};

const TOKEN: &str = "a-verify-token-for-tests";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A relay at an address of its own.
#[derive(Debug)]
pub struct Relay {
    folder: TempDir,
    port: u16,
    client: reqwest::Client,
    running: Option<Program>,
}

impl Relay {
    /// Sets one up and starts it.
    ///
    /// # Errors
    /// When it is not built or does not start.
    pub fn start() -> Result<Self> {
        Self::with("")
    }

    /// One through which people sign in to a simulated Instagram, with both kinds of login.
    ///
    /// # Errors
    /// As [`Relay::start`].
    pub async fn with_sign_in(instagram: &Instagram) -> Result<Self> {
        let app = instagram.app().await?;
        let graph = instagram.graph().as_str().trim_end_matches('/');
        let login = |name: &str, id: &str, secret: &str, authorize: &str, token: &str, exchange: &str| {
            format!(
                "[oauth.{name}]\napp_id = {}\napp_secret = {}\nauthorize_url = \"{graph}{authorize}\"\n\
                 token_url = \"{graph}{token}\"\nexchange_url = \"{graph}{exchange}\"\n",
                app[id], app[secret],
            )
        };
        let instagram = login(
            "instagram",
            "instagram_app_id",
            "instagram_app_secret",
            "/oauth/authorize",
            "/oauth/access_token",
            "/access_token",
        );
        let facebook = login(
            "facebook",
            "app_id",
            "app_secret",
            "/v26.0/dialog/oauth",
            "/v26.0/oauth/access_token",
            "/v26.0/oauth/access_token",
        );
        Self::with(&format!("{instagram}{facebook}"))
    }

    fn with(more: &str) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = tempfile::Builder::new().prefix("handrail-relay-").tempdir()?;
        let settings = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\noperations = \"127.0.0.1:0\"\n\
             public_url = \"http://127.0.0.1:{port}\"\ndata = \"{}\"\norganisation = \"Blue Kiln Ceramics\"\n\
             [meta]\nverify_token = \"{TOKEN}\"\napp_secrets = [\"{SECRET}\"]\n{more}",
            folder.path().join("data").display(),
        );
        std::fs::write(folder.path().join("relay.toml"), settings)?;
        let mut relay = Self { folder, port, client: http::client()?, running: None };
        relay.again()?;
        Ok(relay)
    }

    /// Starts it again, where it was.
    ///
    /// # Errors
    /// When it does not start.
    pub fn again(&mut self) -> Result<()> {
        let (running, _line) =
            Program::start_with_line(self.command()?.arg("serve").stderr(Stdio::inherit()))?;
        self.running = Some(running);
        Ok(())
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// A link that pairs one laptop.
    ///
    /// # Errors
    /// When it does not run.
    pub fn link(&self) -> Result<String> {
        let printed = self.command()?.arg("pair").output()?;
        let printed = String::from_utf8(printed.stdout)?;
        let link = printed.split_whitespace().find(|word| word.starts_with("http"));
        link.map(str::to_owned).with_context(|| format!("no link in {printed:?}"))
    }

    /// Delivers a webhook, signed as Meta signs; gives the status.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn post(&self, body: &Value) -> Result<u16> {
        let body = body.to_string();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
        let signature = ring::hmac::sign(&key, body.as_bytes());
        let digits: String = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let request = self.client.post(format!("http://127.0.0.1:{}/webhook", self.port));
        let answer = request.header("x-hub-signature-256", format!("sha256={digits}")).body(body).send();
        Ok(answer.await?.status().as_u16())
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it does not run.
    pub fn id(&self) -> Result<u32> {
        self.running.as_ref().map(Program::id).context("it does not run")
    }

    /// How many events the laptops have not acknowledged, all together.
    ///
    /// # Errors
    /// When it does not run.
    pub fn behind(&self) -> Result<u64> {
        let printed = String::from_utf8(self.command()?.arg("devices").output()?.stdout)?;
        let behind =
            printed.lines().filter_map(|line| line.rsplit_once("behind ")?.1.trim().parse::<u64>().ok());
        Ok(behind.sum())
    }

    /// Has Instagram deliver here, as a person sets it up in Meta's dashboard.
    ///
    /// # Errors
    /// When the handshake fails.
    pub async fn receives(&self, instagram: &Instagram) -> Result<Value> {
        let callback = format!("http://127.0.0.1:{}/webhook", self.port);
        let set_up = json!({ "callback_url": callback, "verify_token": TOKEN, "app_secret": SECRET });
        instagram.set("webhooks", &set_up).await
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(program("handrail-relay")?);
        command.arg("--config").arg(self.folder.path().join("relay.toml"));
        Ok(command)
    }
}
