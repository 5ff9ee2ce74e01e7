//! Clinics' own systems of slots, asked over the gateway.

use channels::slot_system::{self, SlotSystemKeys, answer, is_given_back};
use domain::clinic::Clinic;
use domain::slot::{Booking, BookingAnswer};
use jiff::Timestamp;
use ports::PortError;
use ports::gateway::Gateway;
use ports::slot_system::SlotSystem;

/// Asks each clinic's system at its address, with its key.
#[derive(Debug)]
pub struct HttpSlotSystem<'a, G> {
    gateway: &'a G,
    keys: &'a SlotSystemKeys,
}

impl<'a, G: Gateway> HttpSlotSystem<'a, G> {
    /// Over this gateway.
    pub const fn new(gateway: &'a G, keys: &'a SlotSystemKeys) -> Self {
        Self { gateway, keys }
    }

    fn address<'c>(&'c self, clinic: &'c Clinic) -> Option<(&'c str, &'c str)> {
        let found = clinic.slot_system.as_ref().map(|it| it.url.as_str()).zip(self.keys.of(&clinic.id));
        if found.is_none() {
            tracing::error!(clinic = clinic.id.as_str(), "a clinic's system has no address or no key");
        }
        found
    }
}

impl<G: Gateway> SlotSystem for HttpSlotSystem<'_, G> {
    async fn book(&self, clinic: &Clinic, booking: &Booking, now: Timestamp) -> BookingAnswer {
        let Some((url, key)) = self.address(clinic) else { return BookingAnswer::Unknown };
        let Ok(request) = slot_system::book(url, key, booking, now) else { return BookingAnswer::Unknown };
        match self.gateway.call(request).await {
            Ok(response) => {
                let answer = answer(&response);
                if answer == BookingAnswer::Unknown {
                    let status = response.status().as_u16();
                    tracing::warn!(status, "a clinic's system neither books nor refuses");
                }
                answer
            }
            Err(error) => {
                tracing::warn!(error = %error, "a clinic's system was not heard");
                BookingAnswer::Unknown
            }
        }
    }

    async fn give_back(&self, clinic: &Clinic, booking: &Booking, now: Timestamp) -> Result<(), PortError> {
        let failed = |detail: String| PortError::Unavailable { port: "slot_system", detail };
        let Some((url, key)) = self.address(clinic) else {
            return Err(failed("it has no address or no key".to_owned()));
        };
        let request = slot_system::give_back(url, key, booking, now);
        let request = request.map_err(|error| failed(error.to_string()))?;
        let response = self.gateway.call(request).await.map_err(|error| failed(error.to_string()))?;
        if is_given_back(&response) { Ok(()) } else { Err(failed(response.status().to_string())) }
    }
}
