//! The one port: API Gateway's routes to the functions, the page, and the simulator's own routes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;

use super::engine::{Engine, RequestParts};
use super::{event, sim};

/// Largest request, in bytes: API Gateway's limit. The functions have tighter ones of their own.
pub const REQUEST_BYTES_MAX: usize = 10 * 1024 * 1024;

const PAGE: [(&str, &str, &str); 8] = [
    ("", "text/html; charset=utf-8", include_str!("../../page/index.html")),
    ("page.css", "text/css", include_str!("../../page/page.css")),
    ("page.js", "text/javascript", include_str!("../../page/page.js")),
    ("state.js", "text/javascript", include_str!("../../page/state.js")),
    ("views.js", "text/javascript", include_str!("../../page/views.js")),
    ("elements.js", "text/javascript", include_str!("../../page/elements.js")),
    ("time.js", "text/javascript", include_str!("../../page/time.js")),
    ("words.js", "text/javascript", include_str!("../../page/words.js")),
];

/// Serves until the process ends.
pub async fn serve(engine: Arc<Engine>, listener: TcpListener) -> std::io::Result<()> {
    let router = Router::new().fallback(answer).with_state(engine);
    axum::serve(listener, router).await
}

async fn answer(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES_MAX).await else {
        return from_function(frame::http::Response::error(413, "too_large", "the request is over 10 MB"));
    };
    let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let segments = event::segments(target);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if parts.method == "GET"
        && let [name] = segments.as_slice()
        && let Some((_, content_type, text)) = PAGE.iter().find(|(path, _, _)| path == name)
    {
        return ([(CONTENT_TYPE, *content_type)], *text).into_response();
    }
    if let ["sim", rest @ ..] = segments.as_slice() {
        return from_function(sim::answer(&engine, parts.method.as_str(), rest, &body).await);
    }
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let incoming = RequestParts {
        method: parts.method.as_str(),
        target,
        headers: parts.headers.iter().map(header).collect(),
        body: &body,
    };
    from_function(engine.request(&incoming).await)
}

fn from_function(answer: frame::http::Response) -> Response {
    let mut response = Response::builder().status(answer.status_code);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
