//! What a failure of a port says, and what becomes of the work that met it.

use http::Request;
use ports::gateway::{Gateway as _, GatewayError};
use ports::table::Minute;
use ports::timer::Timer as _;
use ports::{Absent, Disposition, PortError};

#[test]
fn what_passes_is_tried_again_and_what_never_works_is_parked() {
    let unavailable = |detail: &str| PortError::Unavailable { port: "table", detail: detail.to_owned() };
    let refused = |detail: &str| PortError::Refused { port: "table", detail: detail.to_owned() };
    for (error, is_contended, disposition) in [
        (PortError::Contended, true, Disposition::Retry),
        (unavailable("throttled"), false, Disposition::Retry),
        (unavailable("contended"), false, Disposition::Retry),
        (refused("too large"), false, Disposition::Park),
        (refused("contended"), false, Disposition::Park),
    ] {
        assert_eq!((error.is_contended(), error.disposition()), (is_contended, disposition), "{error}");
    }
}

#[tokio::test]
async fn a_port_that_was_not_given_refuses_and_calls_nobody() {
    let refused = Absent.ensure(Minute(0)).await.unwrap_err();
    assert!(matches!(refused, PortError::Refused { .. }), "{refused}");
    assert_eq!(Absent.call(Request::new(Vec::new())).await.unwrap_err(), GatewayError::NotSent);
}
