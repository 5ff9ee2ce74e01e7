//! What is answered where a request cannot be answered as it asks.

use frame::http::Response;
use ports::PortError;

/// Why there is no answer to it.
pub(crate) enum Unanswered {
    /// It is refused, in these words.
    Refused(Response),
    /// What it takes did not answer.
    Port(PortError),
}

impl From<Response> for Unanswered {
    fn from(refusal: Response) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PortError> for Unanswered {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

pub(crate) fn answered(answer: Result<Response, Unanswered>) -> Response {
    answer.unwrap_or_else(|unanswered| match unanswered {
        Unanswered::Refused(refusal) => refusal,
        Unanswered::Port(error) => {
            tracing::error!(error = %error, "a request could not be answered");
            Response::error(503, "unavailable", "the store is not available; try again")
        }
    })
}

pub(crate) fn not_found() -> Response {
    Response::error(404, "not_found", "nothing is on record under that address")
}

/// The answer to what a queue did not take: whoever sent it sends it again.
pub(crate) fn not_stored(error: &PortError) -> Response {
    tracing::error!(error = %error, "what was sent could not be put on its queue");
    Response::error(503, "unavailable", "it could not be stored; send it again")
}
