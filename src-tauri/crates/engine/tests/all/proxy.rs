//! Proxies: one as companies have them, which passes everything on and holds streams back until they end, and one that
//! loses something.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What is not passed on.
#[derive(Clone)]
enum Kept {
    /// Streams.
    Streams,
    /// So many acknowledgements.
    Acknowledgements(Arc<AtomicI64>),
}

/// Listens before this port of this computer and holds streams back; gives its address.
pub(crate) async fn before(port: u16) -> String {
    listen(port, Kept::Streams).await
}

/// The same; it passes streams on and loses so many acknowledgements.
pub(crate) async fn losing_acknowledgements(port: u16, many: i64) -> String {
    listen(port, Kept::Acknowledgements(Arc::new(AtomicI64::new(many)))).await
}

async fn listen(port: u16, kept: Kept) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(pass_on(socket, port, kept.clone()));
        }
    });
    address
}

async fn pass_on(mut socket: TcpStream, port: u16, kept: Kept) -> Option<()> {
    let mut heard = Vec::new();
    let end = loop {
        if let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut heard).await.ok()? == 0 {
            return None;
        }
    };
    match kept {
        Kept::Streams if heard.starts_with(b"GET /v1/stream") => return std::future::pending().await,
        Kept::Acknowledgements(left)
            if heard.starts_with(b"POST /v1/ack") && left.fetch_sub(1, Ordering::SeqCst) > 0 =>
        {
            return None;
        }
        _ => {}
    }
    let mut relay = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    // One request for each connection, so that a stream is always the first thing on it.
    heard.splice(end..end, b"\r\nconnection: close".iter().copied());
    relay.write_all(&heard).await.ok()?;
    copy_bidirectional(&mut socket, &mut relay).await.ok().map(drop)
}
