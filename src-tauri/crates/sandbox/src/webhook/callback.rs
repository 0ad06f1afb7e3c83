//! Deliveries over HTTP.

use std::time::Duration;

use crate::sandbox::Sandbox;

/// Meta wants its answer within five seconds (reference, section 6.4).
const PATIENCE: Duration = Duration::from_secs(5);

/// A client that does nothing by itself.
pub(super) fn client() -> Result<reqwest::Client, String> {
    // Fails only when a provider is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| error.to_string())
}

/// The handshake (reference, section 6.2): the callback must answer with the challenge.
async fn handshake(client: &reqwest::Client, url: &str, token: &str, challenge: &str) -> Result<(), String> {
    let query = [("hub.mode", "subscribe"), ("hub.challenge", challenge), ("hub.verify_token", token)];
    let answer = client.get(url).query(&query).send().await.map_err(|e| e.to_string())?;
    let status = answer.status();
    let text = answer.text().await.map_err(|e| e.to_string())?;
    if status.is_success() && text == challenge {
        Ok(())
    } else {
        Err(format!("the callback answered {status} and not the challenge"))
    }
}

impl Sandbox {
    /// Verifies a callback and from then on sends it every delivery. A later callback takes the place of an earlier.
    ///
    /// # Errors
    /// When the callback cannot be reached or does not answer with the challenge.
    pub async fn send_webhooks(&self, url: &str, verify_token: &str) -> Result<(), String> {
        let client = client()?;
        let challenge = self.with(|world| world.dice.digits(10));
        handshake(&client, url, verify_token, &challenge).await?;
        let first = self.with(|world| world.hooks.callback.replace(url.to_owned()).is_none());
        let webhooks = self.webhooks();
        if first {
            let sandbox = self.clone();
            let deliverer = tokio::spawn(async move {
                loop {
                    let delivery = webhooks.next().await;
                    let Some(url) = sandbox.with(|world| world.hooks.callback.clone()) else { return };
                    let mut request = client.post(url).body(delivery.body.clone());
                    for (name, value) in &delivery.headers {
                        request = request.header(name, value);
                    }
                    let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
                    webhooks.answer(delivery, status);
                }
            });
            self.with(|world| world.hooks.deliver_by(deliverer.abort_handle()));
        }
        Ok(())
    }
}
