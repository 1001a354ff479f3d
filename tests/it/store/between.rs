//! Stands between the bot and its server, as a pooler does, and changes what the server is asked.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// What is changed on the way to the server.
pub trait Changes: Send + Sync + 'static {
    /// Whether the server hears of this parameter of a session that begins.
    fn passes(&self, _parameter: &str) -> bool {
        true
    }

    /// A statement that is to be prepared, as the server gets it.
    fn statement(&self, text: String) -> String {
        text
    }
}

/// Begins to listen; gives the address of the same database through it.
pub async fn stand(address: &str, changes: Arc<impl Changes>) -> String {
    let (place, asked) = address.split_once("?host=").unwrap();
    let (_, name) = place.rsplit_once('/').unwrap();
    let socket = PathBuf::from(asked).join(".s.PGSQL.5432");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let way = format!("postgres://athenaeum@{}/{name}?sslmode=disable", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, changes) = (UnixStream::connect(&socket).await.unwrap(), Arc::clone(&changes));
            tokio::spawn(async move { carry(client, server, changes.as_ref()).await });
        }
    });
    way
}

/// Carries what the server says as it is, and what it is asked message by message (Postgres: Message Formats).
async fn carry(client: TcpStream, server: UnixStream, changes: &impl Changes) -> std::io::Result<()> {
    let (mut said, mut heard) = server.into_split();
    let (mut asks, mut hears) = client.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut said, &mut hears).await });
    let begun = begun(&body(&mut asks).await?, changes);
    heard.write_u32(length(&begun)).await?;
    heard.write_all(&begun).await?;
    loop {
        let kind = asks.read_u8().await?;
        let mut body = body(&mut asks).await?;
        if kind == b'P' {
            body = prepared(&body, changes);
        }
        heard.write_u8(kind).await?;
        heard.write_u32(length(&body)).await?;
        heard.write_all(&body).await?;
    }
}

async fn body(asks: &mut tokio::net::tcp::OwnedReadHalf) -> std::io::Result<Vec<u8>> {
    let mut body = vec![0; asks.read_u32().await? as usize - 4];
    asks.read_exact(&mut body).await?;
    Ok(body)
}

/// A length counts itself.
fn length(body: &[u8]) -> u32 {
    u32::try_from(body.len()).unwrap() + 4
}

/// How a session begins: the protocol's version, then names and values, each with a zero behind it, and a last zero.
fn begun(body: &[u8], changes: &impl Changes) -> Vec<u8> {
    let (version, parameters) = body.split_at(4);
    let texts: Vec<&[u8]> = parameters.split_inclusive(|it| *it == 0).collect();
    let mut begun = version.to_vec();
    for pair in texts.chunks_exact(2) {
        let name = std::str::from_utf8(&pair[0][..pair[0].len() - 1]).unwrap();
        if changes.passes(name) {
            begun.extend(pair.concat());
        }
    }
    begun.push(0);
    begun
}

fn prepared(body: &[u8], changes: &impl Changes) -> Vec<u8> {
    let mut parts = body.splitn(3, |it| *it == 0);
    let (name, text, rest) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let text = changes.statement(String::from_utf8(text.to_vec()).unwrap());
    [name, &[0], text.as_bytes(), &[0], rest].concat()
}
