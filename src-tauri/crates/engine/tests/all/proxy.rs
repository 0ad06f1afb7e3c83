//! A proxy as companies have them: it passes everything on, and holds streams back until they end.

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// Listens before this port of this computer; gives its address.
pub(crate) async fn before(port: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(pass_on(socket, port));
        }
    });
    address
}

async fn pass_on(mut socket: TcpStream, port: u16) -> Option<()> {
    let mut heard = Vec::new();
    let end = loop {
        if let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut heard).await.ok()? == 0 {
            return None;
        }
    };
    if heard.starts_with(b"GET /v1/stream") {
        return std::future::pending().await;
    }
    let mut relay = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    // One request for each connection, so that a stream is always the first thing on it.
    heard.splice(end..end, b"\r\nconnection: close".iter().copied());
    relay.write_all(&heard).await.ok()?;
    copy_bidirectional(&mut socket, &mut relay).await.ok().map(drop)
}
