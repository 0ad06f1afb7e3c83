//! TLS by the relay itself, and Meta's client certificate.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};

use crate::meta::{self, HANDLE, SECRET, signature};
use crate::world::{PATIENCE, World};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate and its key, PEM.
fn leaf(authority: &Authority, name: &str, purpose: ExtendedKeyUsagePurpose) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![purpose];
    (params.signed_by(&key, authority).unwrap().pem(), key.serialize_pem())
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn client(root: &Authority, identity: Option<&(String, String)>) -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let root = reqwest::Certificate::from_pem(root.pem().as_bytes()).unwrap();
    let mut builder = reqwest::Client::builder().timeout(PATIENCE).tls_certs_only([root]);
    if let Some((certificate, key)) = identity {
        let pem = format!("{certificate}{key}");
        builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
    }
    builder.build().unwrap()
}

#[tokio::test]
async fn only_metas_own_servers_deliver_when_asked_for() {
    let files = tempfile::TempDir::new().unwrap();
    let (ours, metas, strangers) = (authority("ours"), authority("Meta's"), authority("a stranger's"));
    let (certificate, key) = leaf(&ours, "relay", ExtendedKeyUsagePurpose::ServerAuth);
    let settings = format!(
        "[server.tls]\ncertificate = \"{}\"\nkey = \"{}\"\nmeta_clients = \"{}\"\n",
        write(files.path(), "certificate.pem", &certificate),
        write(files.path(), "key.pem", &key),
        write(files.path(), "meta.pem", &metas.pem()),
    );
    let world = World::with(&settings).await;
    let base = world.base.replace("http://", "https://");
    let body = meta::message(HANDLE, "m", "hello");
    let deliver = async |client: &reqwest::Client| {
        let request = client.post(format!("{base}/webhook")).body(body.clone());
        let request = request.header("x-hub-signature-256", signature(SECRET, body.as_bytes()));
        request.send().await.map(|answer| answer.status().as_u16())
    };
    let purpose = ExtendedKeyUsagePurpose::ClientAuth;
    let meta_name = "client.webhooks.fbclientcerts.com";
    assert_eq!(deliver(&client(&ours, None)).await.unwrap(), 403, "without a certificate");
    let other = leaf(&metas, "somebody.else", purpose.clone());
    assert_eq!(deliver(&client(&ours, Some(&other))).await.unwrap(), 403, "with another name");
    let forged = leaf(&strangers, meta_name, purpose.clone());
    assert!(deliver(&client(&ours, Some(&forged))).await.is_err(), "from another authority");
    let genuine = leaf(&metas, meta_name, purpose);
    assert_eq!(deliver(&client(&ours, Some(&genuine))).await.unwrap(), 200);
    // Laptops need none.
    let health = client(&ours, None).get(format!("{base}/healthz")).send().await.unwrap();
    assert_eq!(health.status(), 200);
    // Who does not trust our authority says nothing.
    assert!(client(&strangers, None).get(format!("{base}/healthz")).send().await.is_err());
    // Plain text at a TLS port is hung up on.
    let plain = reqwest::Client::new().get(format!("{}/healthz", world.base)).send().await;
    assert!(plain.is_err());
}

#[tokio::test]
async fn files_that_do_not_belong_together_are_explained() {
    let files = tempfile::TempDir::new().unwrap();
    let ours = authority("ours");
    let (certificate, _) = leaf(&ours, "relay", ExtendedKeyUsagePurpose::ServerAuth);
    let (_, key) = leaf(&ours, "relay", ExtendedKeyUsagePurpose::ServerAuth);
    let check = |certificate: &str, key: &str| {
        let tls = relay::config::Tls {
            certificate: write(files.path(), "certificate.pem", certificate).into(),
            key: write(files.path(), "key.pem", key).into(),
            meta_clients: None,
        };
        relay::serve::tls_is_usable(&tls).unwrap_err()
    };
    assert!(check(&certificate, &key).contains("do not belong together"));
    assert!(check("", &key).contains("has no certificate"));
    assert!(check(&certificate, "").contains("key.pem"));
}

#[tokio::test]
async fn a_laptop_says_nothing_to_a_relay_that_cannot_prove_itself() {
    use relay::client::{CallError, Cause, pair::look};
    let files = tempfile::TempDir::new().unwrap();
    let (certificate, key) = leaf(&authority("nobody's"), "relay", ExtendedKeyUsagePurpose::ServerAuth);
    let settings = format!(
        "[server.tls]\ncertificate = \"{}\"\nkey = \"{}\"\n",
        write(files.path(), "certificate.pem", &certificate),
        write(files.path(), "key.pem", &key),
    );
    let world = World::with(&settings).await;
    let relay = world.base.replace("http://", "https://").parse().unwrap();
    let link = relay::protocol::pairing::PairingLink { relay, ..world.link(None).await };
    assert_eq!(look(&link).await.unwrap_err(), CallError::Unreachable(Cause::Tls));
}
