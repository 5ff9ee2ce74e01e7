//! A deployment that only takes note of its webhooks.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use channels::signature::{MetaSecrets, TwilioTokens};
use serde_json::Value;

use super::{PATIENCE, options};

/// Most bytes of one webhook.
const BYTES_MAX: usize = 1_000_000;

/// A webhook as it arrived.
#[derive(Clone)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Received {
    /// The `value` of Meta's webhook; null in another.
    pub(super) fn whatsapp(&self) -> Value {
        let envelope: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        envelope["entry"][0]["changes"][0]["value"].clone()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|it| it.to_str().ok())
    }

    pub(super) fn assert_signed_by_meta(&self) {
        let secrets =
            MetaSecrets::new(&options("http://deployment.test").settings.whatsapp_app_secret).unwrap();
        assert_eq!(secrets.verify(self.header("x-hub-signature-256"), &self.body), Ok(()));
    }

    pub(super) fn assert_signed_by_twilio(&self, url: &str) {
        let tokens =
            TwilioTokens::new(&options("http://deployment.test").settings.twilio_auth_token).unwrap();
        let form: Vec<(String, String)> = form_urlencoded::parse(&self.body).into_owned().collect();
        let verified = tokens.verify(self.header("x-twilio-signature"), url, &form);
        assert_eq!(verified, Ok(()));
    }
}

pub(super) struct Deployment {
    pub(super) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Deployment {
    /// Starts one that answers everything with that status.
    pub(super) async fn started(status: u16) -> Self {
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (noted, status) = (Arc::clone(&received), StatusCode::from_u16(status).unwrap());
        let router = Router::new().fallback(async move |request: Request| {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, BYTES_MAX).await.unwrap().to_vec();
            let (method, target) = (parts.method.to_string(), parts.uri.to_string());
            noted.lock().unwrap().push(Received { method, target, headers: parts.headers, body });
            status
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, received }
    }

    /// All webhooks so far.
    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The first webhook like that, once it came.
    pub(super) async fn until(&self, is_it: impl Fn(&Received) -> bool) -> Received {
        self.wait(|received| received.iter().find(|it| is_it(it)).cloned()).await
    }

    /// Waits for that many webhooks.
    pub(super) async fn until_count(&self, count: usize) {
        self.wait(|received| (received.len() >= count).then_some(())).await;
    }

    async fn wait<T>(&self, look: impl Fn(&[Received]) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(seen) = look(&self.received()) {
                return seen;
            }
            assert!(begun.elapsed() < PATIENCE, "the webhook did not come");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}
