//! Real `nats-server` processes, as the system's package has them.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::jetstream::stream::Info;
use tempfile::TempDir;

use crate::world::{PATIENCE, http};

/// A few servers that know each other, or one.
pub(crate) struct Servers {
    pub(crate) dir: TempDir,
    all: Vec<Server>,
}

struct Server {
    port: u16,
    monitor: u16,
    process: Option<Child>,
}

impl Drop for Servers {
    fn drop(&mut self) {
        for server in &mut self.all {
            if let Some(mut process) = server.process.take() {
                let _ = process.kill();
                let _ = process.wait();
            }
        }
    }
}

impl Servers {
    /// So many of them, ready.
    pub(crate) async fn start(many: usize) -> Self {
        Self::start_with(many, "max_payload: 16MB", "").await
    }

    /// With more settings, and more of them for JetStream.
    pub(crate) async fn start_with(many: usize, extra: &str, jetstream: &str) -> Self {
        loop {
            let dir = TempDir::new().unwrap();
            let ports = free_ports(3 * many);
            let routes: Vec<_> =
                ports[2 * many..].iter().map(|port| format!("nats-route://127.0.0.1:{port}")).collect();
            for n in 0..many {
                let (port, monitor, route) = (ports[n], ports[many + n], ports[2 * many + n]);
                let mut config = format!(
                    "server_name: n{n}\nlisten: \"127.0.0.1:{port}\"\nhttp: \"127.0.0.1:{monitor}\"\n{extra}\n\
                     jetstream {{ store_dir: \"{}\", {jetstream} }}\n",
                    dir.path().join(format!("n{n}")).display()
                );
                if many > 1 {
                    config += &format!(
                        "cluster {{ name: t, listen: \"127.0.0.1:{route}\", routes: [{}] }}\n",
                        routes.join(", ")
                    );
                }
                std::fs::write(dir.path().join(format!("n{n}.conf")), config).unwrap();
            }
            let server = |n: usize| Server { port: ports[n], monitor: ports[many + n], process: None };
            let mut servers = Self { dir, all: (0..many).map(server).collect() };
            for n in 0..many {
                servers.start_one(n);
            }
            // A port may have been taken by somebody else meanwhile: then others are tried.
            if servers.ready().await {
                return servers;
            }
        }
    }

    /// Starts a server again.
    pub(crate) fn start_one(&mut self, n: usize) {
        let file = self.dir.path().join(format!("n{n}.conf"));
        let log = std::fs::File::create(self.dir.path().join(format!("n{n}.log"))).unwrap();
        let process = Command::new(binary()).arg("-c").arg(file).stdout(Stdio::null()).stderr(log).spawn();
        let process = process.unwrap_or_else(|error| panic!("{error}: is `nats-server` installed?"));
        self.all[n].process = Some(process);
    }

    /// Ends a server without a warning.
    pub(crate) fn kill(&mut self, n: usize) {
        let mut process = self.all[n].process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Waits until all that run say that they are well. `false` when one has ended.
    pub(crate) async fn ready(&mut self) -> bool {
        let client = http();
        let begun = std::time::Instant::now();
        for server in &mut self.all {
            let Some(process) = &mut server.process else { continue };
            loop {
                let health = client.get(format!("http://127.0.0.1:{}/healthz", server.monitor)).send().await;
                if health.is_ok_and(|health| health.status() == 200) {
                    break;
                }
                if process.try_wait().unwrap().is_some() {
                    return false;
                }
                assert!(begun.elapsed() < 2 * PATIENCE, "nats-server is not ready");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        true
    }

    /// The section that chooses these servers.
    pub(crate) fn settings(&self, replicas: usize) -> String {
        let servers: Vec<_> =
            self.all.iter().map(|server| format!("\"nats://127.0.0.1:{}\"", server.port)).collect();
        format!("[log.jetstream]\nservers = [{}]\nreplicas = {replicas}\n", servers.join(", "))
    }

    pub(crate) fn monitor(&self, n: usize) -> String {
        format!("http://127.0.0.1:{}", self.all[n].monitor)
    }

    /// The server that leads the stream of deliveries.
    pub(crate) async fn leader(&self) -> usize {
        let addresses: Vec<async_nats::ServerAddr> = self
            .all
            .iter()
            .map(|server| format!("nats://127.0.0.1:{}", server.port).parse().unwrap())
            .collect();
        let client = async_nats::connect(addresses).await.unwrap();
        let stream = async_nats::jetstream::new(client).get_stream("handrail-deliveries").await.unwrap();
        let Info { cluster, .. } = stream.cached_info();
        cluster.as_ref().unwrap().leader.as_ref().unwrap().trim_start_matches('n').parse().unwrap()
    }

    /// Every file that the servers keep.
    pub(crate) fn files(&self) -> Vec<std::path::PathBuf> {
        let mut files = Vec::new();
        for n in 0..self.all.len() {
            walk(&self.dir.path().join(format!("n{n}")), &mut files);
        }
        files
    }
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// Where the package puts it is not in everybody's path. Another version by the variable `NATS_SERVER`.
fn binary() -> String {
    let package = "/usr/sbin/nats-server";
    let usual = if Path::new(package).exists() { package } else { "nats-server" };
    std::env::var("NATS_SERVER").unwrap_or_else(|_| usual.to_owned())
}

fn free_ports(many: usize) -> Vec<u16> {
    let held: Vec<_> = (0..many).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    held.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}
