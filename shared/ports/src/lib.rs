//! What the outside must offer: a few capabilities of a few methods each, no SDK type in a signature, time as an
//! argument. And the one way state changes: [`commit`].

pub mod commit;
#[cfg(feature = "contract")]
pub mod contract;
pub mod directory;
mod disposition;
pub mod gateway;
pub mod identities;
pub mod patients;
pub mod publish;
pub mod queue;
pub mod records;
pub mod sent;
pub mod slot_system;
pub mod table;
pub mod timer;
pub mod together;
pub mod wire;

pub use disposition::Disposition;

/// A port could not do what was asked. The queue brings the work back; nothing was decided wrongly.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// Passing: throttled, unavailable, timed out.
    #[error("{port} is unavailable: {detail}")]
    Unavailable {
        /// Which port.
        port: &'static str,
        /// Technical detail, free of personal data.
        detail: String,
    },
    /// What was asked can never work (too large, malformed).
    #[error("{port} refused: {detail}")]
    Refused {
        /// Which port.
        port: &'static str,
        /// Technical detail, free of personal data.
        detail: String,
    },
    /// Others wrote the same item every time it was tried: it is in demand, and nothing is broken.
    #[error("table is unavailable: contended")]
    Contended,
}

impl PortError {
    /// Whether it is [`Self::Contended`].
    #[must_use]
    pub const fn is_contended(&self) -> bool {
        matches!(self, Self::Contended)
    }
}

/// A port that a function was not given: using it is a defect, which is refused and told.
#[derive(Debug, Clone, Copy)]
pub struct Absent;

impl timer::Timer for Absent {
    async fn ensure(&self, _: table::Minute) -> Result<(), PortError> {
        Err(PortError::Refused { port: "timer", detail: "this function wakes nothing".to_owned() })
    }
}

impl gateway::Gateway for Absent {
    async fn call(
        &self,
        _: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, gateway::GatewayError> {
        tracing::error!("this function calls no provider");
        Err(gateway::GatewayError::NotSent)
    }
}

/// All ports of one deployment.
pub trait Ports: Send + Sync {
    /// Durable state.
    type Table: table::Table;
    /// The queues.
    type Queue: queue::Queue;
    /// Wake-ups.
    type Timer: timer::Timer;
    /// HTTP to providers.
    type Gateway: gateway::Gateway;

    /// Durable state.
    fn table(&self) -> &Self::Table;
    /// The queues.
    fn queue(&self) -> &Self::Queue;
    /// Wake-ups.
    fn timer(&self) -> &Self::Timer;
    /// HTTP to providers.
    fn gateway(&self) -> &Self::Gateway;
    /// The clinics.
    fn directory(&self) -> &directory::Directory;
}
