//! The floor: takes a body, writes it to a file, flushes once for whoever waits, answers 200. No more.

use std::io::Write as _;
use std::path::Path;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::sync::{mpsc, oneshot};

type Waiting = (Bytes, oneshot::Sender<()>);

pub(crate) async fn serve(file: &Path) {
    let mut file = std::fs::File::create(file).unwrap();
    let (sender, mut bodies) = mpsc::channel::<Waiting>(4096);
    std::thread::spawn(move || {
        let (mut waiting, mut together) = (Vec::new(), Vec::new());
        while bodies.blocking_recv_many(&mut waiting, 512) > 0 {
            together.clear();
            waiting.iter().for_each(|(body, _)| together.extend_from_slice(body));
            file.write_all(&together).unwrap();
            file.sync_data().unwrap();
            for (_, answer) in waiting.drain(..) {
                let _ = answer.send(());
            }
        }
    });
    let app = Router::new().route(
        "/webhook",
        post(async move |body: Bytes| {
            let (answer, answered) = oneshot::channel();
            sender.send((body, answer)).await.unwrap();
            answered.await.unwrap();
            StatusCode::OK
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on {}", listener.local_addr().unwrap());
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, app).await.unwrap();
}
