//! The one port: API Gateway's routes to the functions, the simulator's page, and its own routes.
//!
//! A client that is slow, or many that are, keep nobody else waiting: each has its time and there are places enough.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::LocalSet;
use tokio::time::{sleep, timeout};

use super::engine::Engine;
use super::event::{self, RequestParts};

/// Largest request, in bytes: API Gateway's limit. The functions have tighter ones of their own.
const REQUEST_BYTES_MAX: usize = 10 * 1024 * 1024;

/// How long a client may take for the headers of a request, and again for its body.
const SENDING_SECONDS_MAX: u64 = 10;

/// Most connections at once; more wait until one ends.
const CONNECTIONS_MAX: usize = 512;

/// How long nothing is accepted when that failed: mostly all file handles are in use.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Most requests that wait for the engine.
const CALLS_MAX: usize = 256;

/// The simulator's page; what it has of the desk's it loads from the console, as a browser of staff's does.
const PAGE: [(&str, &str, &str); 5] = [
    ("", "text/html; charset=utf-8", include_str!("../../page/index.html")),
    ("simulator.css", "text/css", include_str!("../../page/simulator.css")),
    ("simulator.js", "text/javascript", include_str!("../../page/simulator.js")),
    ("phones.js", "text/javascript", include_str!("../../page/phones.js")),
    ("words.js", "text/javascript", include_str!("../../page/words.js")),
];

/// Nothing is loaded from elsewhere, and nobody frames it: the desk is in it.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A request on its way to the engine.
struct Call {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    reply: oneshot::Sender<Answer>,
}

type Answer = frame::http::Response;

/// Serves until the process ends.
///
/// The engine lives on this task's thread, as a function lives in its sandbox; connections are served by the runtime's
/// others and pass their requests on.
pub async fn serve(engine: Engine, listener: TcpListener) -> std::io::Result<()> {
    let (calls, mut called) = mpsc::channel::<Call>(CALLS_MAX);
    let router = Router::new().fallback(answer).with_state(calls);
    tokio::spawn(accept(listener, router));
    let engine = Rc::new(engine);
    let local = LocalSet::new();
    let running = Rc::clone(&engine);
    local.spawn_local(async move { running.run().await });
    local
        .run_until(async move {
            while let Some(call) = called.recv().await {
                let engine = Rc::clone(&engine);
                tokio::task::spawn_local(async move { take(&engine, call).await });
            }
        })
        .await;
    Ok(())
}

async fn accept(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    connection(stream, router).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(SENDING_SECONDS_MAX));
    if let Err(error) = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).await {
        tracing::debug!(error = %error, "a connection ended early");
    }
}

async fn take(engine: &Engine, call: Call) {
    let segments = event::segments(&call.target);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let answer = match segments.as_slice() {
        ["sim", ..] if is_of_another_page(&call.headers) => {
            Answer::error(403, "other_page", "the simulator is for this machine's own page")
        }
        ["sim", rest @ ..] => engine.sim(&call.method, rest, &call.body).await,
        _ => {
            let (method, target) = (call.method.as_str(), call.target.as_str());
            engine.request(&RequestParts { method, target, headers: call.headers, body: &call.body }).await
        }
    };
    // Whoever asked may have gone.
    let _ = call.reply.send(answer);
}

/// Whether a browser sends this for a page that is not ours. The simulator asks for no key and its clock tells the
/// clinic's, so neither a page of elsewhere (`Origin`) nor a name that was pointed at this machine (`Host`) may use it.
fn is_of_another_page(headers: &[(String, String)]) -> bool {
    let header =
        |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let Some(host) = header("host") else { return false };
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_here = ["127.0.0.1", "localhost"].contains(&name);
    let is_own = |origin: &str| origin.split_once("://").is_some_and(|(_, authority)| authority == host);
    !is_here || header("origin").is_some_and(|origin| !is_own(origin))
}

async fn answer(State(calls): State<mpsc::Sender<Call>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let sending = Duration::from_secs(SENDING_SECONDS_MAX);
    let body = match timeout(sending, to_bytes(body, REQUEST_BYTES_MAX)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return over_http(Answer::error(413, "too_large", "the request is over 10 MB")),
        Err(_) => return over_http(Answer::error(408, "too_slow", "the body took over 10 seconds")),
    };
    let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let name = parts.uri.path().trim_start_matches('/');
    if let Some((_, content_type, text)) = PAGE.iter().find(|(path, _, _)| *path == name) {
        return over_http(match parts.method.as_str() {
            "GET" | "HEAD" => {
                let mut file = Answer::text(200, content_type, *text);
                file.headers.insert("content-security-policy".to_owned(), POLICY.to_owned());
                file
            }
            _ => Answer::method_not_allowed(&["GET"]),
        });
    }
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let (reply, answered) = oneshot::channel();
    let call = Call {
        method: parts.method.as_str().to_owned(),
        target: target.to_owned(),
        headers: parts.headers.iter().map(header).collect(),
        body: body.to_vec(),
        reply,
    };
    let gone = || Answer::error(503, "unavailable", "the engine has stopped");
    if calls.send(call).await.is_err() {
        return over_http(gone());
    }
    over_http(answered.await.unwrap_or_else(|_| gone()))
}

/// A handler's answer as the server sends it.
pub(crate) fn over_http(answer: Answer) -> Response {
    let mut response = Response::builder().status(answer.status_code);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response
        .body(Body::from(answer.body))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_page_is_served_as_it_is() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|it| it.unwrap().path()).collect();
        for file in &files {
            let name = file.file_name().unwrap().to_str().unwrap();
            let asked = if name == "index.html" { "" } else { name };
            let (_, content_type, text) = PAGE.iter().find(|(path, _, _)| *path == asked).expect(name);
            assert_eq!(*text, std::fs::read_to_string(file).unwrap(), "{name}");
            // A browser runs no script and applies no style that is not called one.
            let kind = match file.extension().and_then(|it| it.to_str()) {
                Some("js") => "text/javascript",
                Some("css") => "text/css",
                _ => "text/html; charset=utf-8",
            };
            assert_eq!(*content_type, kind, "{name}");
        }
        assert_eq!(PAGE.len(), files.len());
    }

    #[test]
    fn the_simulator_is_for_this_machines_own_page() {
        let other = |headers: &[(&str, &str)]| {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            is_of_another_page(&headers)
        };
        let here = ("host", "127.0.0.1:8787");
        assert!(!other(&[here]), "a program");
        assert!(!other(&[here, ("origin", "http://127.0.0.1:8787")]), "the page");
        assert!(
            !other(&[("host", "localhost:9000"), ("origin", "https://localhost:9000")]),
            "a forwarded port"
        );
        assert!(!other(&[("host", "localhost")]));
        assert!(other(&[here, ("origin", "https://evil.example")]));
        assert!(other(&[here, ("origin", "null")]), "a page in a frame");
        assert!(other(&[here, ("origin", "http://localhost:3000")]), "another program's page");
        assert!(other(&[("host", "evil.example:8787")]), "a name that leads here");
    }
}
