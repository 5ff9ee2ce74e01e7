//! HL7 v2.

mod answers;
mod messages;
mod never_panics;
mod refusals;

use super::{RECEIVED_AT, at, buenos_aires};
use crate::Intake;
use crate::hl7::read;

/// A booking of Ana's, one segment to a line.
const BOOKED: &str = r"MSH|^~\&|HIS|SEDE|PULSO|SOL|20261120083000-0300||SIU^S12|7|P|2.4
SCH||a1|||||||30|MIN|^^^202612011030||||||||||||||Booked
PID|1||p1^^^SEDE^MR||Pérez^Ana||19800402|F|||||011 15-2345-6789^PRN^CP||es
AIS|1||CTRL^Control
AIL|1||^^^Centro
AIP|1||9^López^Laura^^^Dra.";

/// The booking with fields replaced, such as `("PID-13", "…")`.
fn with(fields: &[(&str, &str)]) -> String {
    let mut segments: Vec<Vec<String>> =
        BOOKED.lines().map(|it| it.split('|').map(str::to_owned).collect()).collect();
    for (place, value) in fields {
        let (name, number) = place.split_once('-').unwrap();
        let number: usize = number.parse().unwrap();
        let place = if name == "MSH" { number - 1 } else { number };
        let segment = segments.iter_mut().find(|it| it[0] == name).unwrap();
        if segment.len() <= place {
            segment.resize(place + 1, String::new());
        }
        segment[place] = (*value).to_owned();
    }
    segments.iter().map(|it| it.join("|") + "\r").collect()
}

fn read_here(text: &str) -> Intake {
    read(text.as_bytes(), &buenos_aires(), at(RECEIVED_AT)).unwrap()
}
