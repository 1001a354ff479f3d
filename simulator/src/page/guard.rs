//! Who may look: a browser on this machine that asked for this address itself.
//!
//! A name that a stranger lets point to 127.0.0.1 comes with that name as `Host`, and is refused. Sockets are not held to
//! one origin by browsers, nor are posts: where something is done `Origin` is looked at, so no foreign page moves people.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses strangers, and says on every answer what a browser may do with it.
pub async fn watch(here: SocketAddr, request: Request, next: Next) -> Response {
    let Some(host) = own_host(request.headers(), here) else {
        let why = format!("the page is at http://{here}/page/, and goes by no other name\n");
        return (StatusCode::MISDIRECTED_REQUEST, why).into_response();
    };
    if ["/page/live", "/page/file"].contains(&request.uri().path()) && !is_own_page(request.headers(), &host)
    {
        return (StatusCode::FORBIDDEN, "only the page itself may do this\n").into_response();
    }
    let mut response = next.run(request).await;
    seal(response.headers_mut(), &host);
    response
}

/// The `Host`, if it is a loopback address (or `localhost`) with the port that is bound.
fn own_host(headers: &HeaderMap, here: SocketAddr) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let loopback = name == "localhost" || address.parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback());
    (loopback && port == here.port().to_string()).then(|| host.to_owned())
}

fn is_own_page(headers: &HeaderMap, host: &str) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
    origin == Some(format!("http://{host}").as_str())
}

fn seal(headers: &mut HeaderMap, host: &str) {
    // Not every browser counts the socket of one's own origin as one's own ('self').
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://{host}; \
         form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_SECURITY_POLICY, &policy);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::CACHE_CONTROL, "no-cache");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(name).ok()?);
        own_host(&headers, SocketAddr::from(([127, 0, 0, 1], 8123)))
    }

    #[test]
    fn only_this_machine_by_its_own_names_and_port() {
        for own in ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"] {
            assert_eq!(host(own).as_deref(), Some(own));
        }
        for strange in
            ["127.0.0.1", "127.0.0.1:8124", "rebound.example:8123", "10.0.0.1:8123", "", "[::]:8123"]
        {
            assert_eq!(host(strange), None, "{strange}");
        }
    }
}
