//! Requests and answers of API Gateway's HTTP API (payload format 2.0).

mod request;
mod response;

use crate::panics::caught;

pub use request::{InvalidEvent, NotSuchObject, Request};
pub use response::Response;

/// The answer to an event: the handler's, 400 where the event cannot be read, 500 where the handler panics. A `HEAD` is
/// answered as a `GET`; whoever sends the answer leaves its body away (RFC 9110 §9.3.2).
pub async fn respond(event: &[u8], handle: impl AsyncFn(&Request<'_>) -> Response) -> Response {
    let response = match Request::from_event(event) {
        Ok(mut request) => {
            if request.method == "HEAD" {
                request.method = "GET".into();
            }
            caught(handle(&request))
                .await
                .unwrap_or_else(|_panic| Response::error(500, "internal", "the request could not be handled"))
        }
        Err(error) => {
            tracing::error!(error = %error, "an event that no gateway sends");
            Response::error(400, "invalid_request", "the request could not be read")
        }
    };
    tracing::debug!(metric = "requests", "a request was answered");
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn an_event_is_answered_whatever_the_handler_does() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answered = |event: &str| {
            let response = respond(event.as_bytes(), async |request| match &*request.path {
                "/panics" => panic!("as told"),
                "/page" if request.method == "GET" => Response::empty(200),
                _ => Response::empty(204),
            });
            runtime.block_on(response).status_code
        };
        let event = |method: &str, path: &str| {
            format!(r#"{{"rawPath":"{path}","requestContext":{{"http":{{"method":"{method}"}}}}}}"#)
        };
        assert_eq!(answered(&event("GET", "/")), 204);
        assert_eq!(answered(&event("HEAD", "/page")), 200);
        assert_eq!(answered(&event("GET", "/panics")), 500);
        assert_eq!(answered("[]"), 400);
    }
}
