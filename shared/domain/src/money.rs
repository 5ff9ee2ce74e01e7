//! Money in millionths of a currency unit: exact, and small enough for a fraction of a cent per message.

use serde::{Deserialize, Serialize};

/// An amount in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(pub u64);

impl Micros {
    /// The amount as the API shows it, in whole units.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "prices are far below 2^52 millionths")]
    pub fn units(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }
}

/// What a clinic pays its providers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateCard {
    /// ISO 4217 code.
    pub currency: String,
    /// A WhatsApp utility template or, since 2026-10-01, a free-form message beyond the allowance.
    pub whatsapp_utility: Micros,
    /// A WhatsApp marketing template.
    pub whatsapp_marketing: Micros,
    /// One SMS segment.
    pub sms_segment: Micros,
    /// One e-mail.
    pub email: Micros,
}

#[cfg(test)]
mod tests {
    use super::Micros;

    #[test]
    fn a_price_is_shown_in_whole_units() {
        for (micros, units) in [(0, "0"), (26_000, "0.026"), (75_000, "0.075"), (12_500_000, "12.5")] {
            assert_eq!(Micros(micros).units().to_string(), units);
        }
    }
}
