//! A real relay, as a laptop's neighbour in the same process.

use std::sync::Arc;

use engine::relay::Standing;
use relay::config::Config;
use relay::laptops;
use relay::protocol::pairing::PairingLink;
use relay::protocol::text::DeviceId;
use relay::relay::Relay;
use relay::serve::{self, Running};
use serde_json::json;
use tempfile::TempDir;
use testkit::{Brand, eventually};

use crate::world::World;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const TOKEN: &str = "a-verify-token-for-tests";

/// A relay that can end and come back at its address.
pub(crate) struct Post {
    pub(crate) folder: TempDir,
    pub(crate) port: u16,
    running: Option<Running>,
}

impl Post {
    pub(crate) async fn new() -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let mut post = Self { folder: tempfile::tempdir().expect("a folder"), port, running: None };
        post.start().await;
        post
    }

    pub(crate) async fn start(&mut self) {
        self.start_in(self.folder.path().to_owned()).await;
    }

    pub(crate) async fn start_in(&mut self, data: std::path::PathBuf) {
        let settings = format!(
            "[server]\nlisten = \"127.0.0.1:{0}\"\noperations = \"127.0.0.1:0\"\n\
             public_url = \"http://127.0.0.1:{0}\"\ndata = \"{1}\"\norganisation = \"Blue Kiln\"\n\
             [meta]\nverify_token = \"{TOKEN}\"\napp_secrets = [\"{SECRET}\"]\n",
            self.port,
            data.display(),
        );
        let config = Config::parse(&settings).expect("settings");
        self.running = Some(serve::start(config).await.expect("starts"));
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    pub(crate) fn relay(&self) -> &Arc<Relay> {
        &self.running.as_ref().expect("runs").relay
    }

    pub(crate) async fn link(&self) -> String {
        let link: PairingLink = laptops::pair::invite(self.relay(), None).await.expect("a link");
        link.to_string()
    }

    /// Has the simulated Instagram deliver here, as a person sets it up in Meta's dashboard.
    pub(crate) async fn receives(&self, world: &World) {
        let callback_url = format!("http://127.0.0.1:{}/webhook", self.port);
        let set_up = json!({ "callback_url": callback_url, "verify_token": TOKEN, "app_secret": SECRET });
        world.instagram.control("webhooks", Some(set_up)).await;
    }

    pub(crate) fn newest(&self) -> DeviceId {
        self.relay().directory().devices().map(|(id, _)| id).last().expect("a laptop")
    }

    /// Waits until every laptop has everything.
    pub(crate) async fn drained(&self) {
        eventually("everything is acknowledged", || async {
            let newest = self.relay().log.bounds().await.expect("reads").newest;
            (self.relay().directory().all_have() == Some(newest)).then_some(())
        })
        .await;
    }

    /// Waits until this handle is followed, or not.
    pub(crate) async fn follows(&self, brand: &Brand, is: bool) {
        eventually("the list of handles", || async {
            (self.relay().directory().knows(&brand.ig_id) == is).then_some(())
        })
        .await;
    }
}

/// Pairs a world with a relay and waits until messages come by it.
pub(crate) async fn pair(world: &World, post: &Post) {
    world.engine.pair(&post.link().await, "Mia's laptop").await.expect("pairs");
    live(world).await;
}

pub(crate) async fn live(world: &World) {
    stands(world, Standing::Live { by_asking: false }).await;
}

pub(crate) async fn stands(world: &World, standing: Standing) {
    eventually(&format!("{standing:?}"), || async {
        (world.engine.relay_state().standing == standing).then_some(())
    })
    .await;
}
