//! The clinics of a world: the example clinic in several countries, so that their zones and the changes of their clocks
//! meet in one run.

use domain::civil::Zone;
use domain::clinic::{Clinic, SlotSystem};
use domain::ids::ClinicId;
use fastrand::Rng;
use jiff::civil::Date;

/// Where a clinic can be: country, zone, and the beginning and length of its mobile numbers.
const PLACES: [(&str, &str, &str, u32); 5] = [
    ("AR", "America/Argentina/Buenos_Aires", "+5491135", 6),
    ("MX", "America/Mexico_City", "+525512", 6),
    ("ES", "Europe/Madrid", "+346123", 5),
    ("US", "America/New_York", "+1201555", 4),
    ("BR", "America/Sao_Paulo", "+55119612", 5),
];

/// When worlds begin: on usual days, days before clocks change in Europe and America, and before 29 February.
const BEGINNINGS: [(i16, i8, i8); 7] = [
    (2026, 11, 30),
    (2027, 3, 9),
    (2027, 3, 23),
    (2027, 10, 26),
    (2027, 11, 2),
    (2028, 2, 24),
    (2027, 6, 14),
];

/// A clinic and where it is.
pub(crate) struct Place {
    pub(crate) clinic: Clinic,
    /// How its patients' numbers begin, and how many digits follow.
    pub(crate) mobile: (&'static str, u32),
    /// The key of its system.
    pub(crate) key: String,
    /// Whether its system counts its words.
    pub(crate) counts: bool,
    /// Whether Meta lets it reach fewer people than it has to.
    pub(crate) is_short: bool,
}

/// The clinics of a world.
pub(crate) fn places(count: usize, rng: &mut Rng) -> Vec<Place> {
    let example = local::clinic_files::example();
    (0..count)
        .map(|index| {
            let (country, zone, mobile, digits) = PLACES[(index + rng.usize(0..PLACES.len())) % PLACES.len()];
            let mut clinic = numbered(&example, index);
            country.clone_into(&mut clinic.country);
            clinic.time_zone = Zone::new(zone).unwrap_or(clinic.time_zone);
            // Every other one has a system of its own that is asked for slots.
            clinic.slot_system =
                (index % 2 == 1).then(|| SlotSystem { url: format!("https://{}.example/slots", clinic.id) });
            let key = format!("key-of-clinic{index}");
            Place { clinic, mobile: (mobile, digits), key, counts: rng.bool(), is_short: false }
        })
        .collect()
}

/// The example clinic under an id, numbers and an address of its own.
pub(crate) fn numbered(example: &Clinic, index: usize) -> Clinic {
    let mut clinic = example.clone();
    clinic.id = id(&format!("clinic{index}"));
    if let Some(sender) = &mut clinic.senders.whatsapp {
        sender.phone_number_id = format!("10654035224{index:04}");
        sender.waba_id = format!("10229012934{index:04}");
        sender.portfolio_id = format!("70010020030{index:04}");
        sender.display_phone_number = format!("+54115000{index:04}");
    }
    if let Some(sender) = &mut clinic.senders.sms {
        sender.from = format!("+54115100{index:04}");
    }
    if let Some(sender) = &mut clinic.senders.email {
        sender.from = format!("turnos@clinic{index}.example");
    }
    clinic
}

/// The day a world begins.
pub(crate) fn beginning(rng: &mut Rng) -> Date {
    let (year, month, day) = BEGINNINGS[rng.usize(0..BEGINNINGS.len())];
    Date::constant(year, month, day)
}

fn id(text: &str) -> ClinicId {
    ClinicId::new(text).unwrap_or_else(|_| unreachable!("{text} is an id"))
}
