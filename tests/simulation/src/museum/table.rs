//! The table.

use std::fmt::Write as _;

use super::exhibits::{EXHIBITS, Exhibit, Shown, Wrong};
use super::judge::Findings;

/// Figures are for so many appointments.
const PER: u64 = 100_000;

/// The museum in Markdown: one line for each way in which a row shows.
pub(super) fn markdown(findings: &[Findings; 4]) -> String {
    let mut table = String::new();
    let lived: Vec<String> = findings.iter().map(|it| it.appointments.to_string()).collect();
    let _ = writeln!(
        table,
        "| # | failure | on phones | Pulso | hourly sender | daily bot | one flag | held for Pulso by | told in |"
    );
    let _ = writeln!(table, "|--|--|--|--:|--:|--:|--:|--|--|");
    for exhibit in &EXHIBITS {
        match exhibit.shown {
            Shown::OnPhones(ways) => {
                for (index, (wrong, words)) in ways.iter().enumerate() {
                    let figures: Vec<String> = findings.iter().map(|it| figure(it, *wrong)).collect();
                    line(&mut table, exhibit, index == 0, words, &figures);
                }
            }
            Shown::Elsewhere(why) => {
                let figures = ["", "none", "none", "none"].map(str::to_owned);
                line(&mut table, exhibit, true, &format!("not on phones alone: {why}"), &figures);
            }
        }
    }
    let _ = writeln!(table, "| | *appointments lived through* | | {} | | |", lived.join(" | "));
    table
}

fn line(table: &mut String, exhibit: &Exhibit, first: bool, words: &str, figures: &[String]) {
    let (row, name) = if first { (exhibit.row.to_string(), exhibit.name) } else { Default::default() };
    let tests: Vec<String> = exhibit.tests.iter().map(|it| format!("`{}`", it.replace(' ', "` `"))).collect();
    let (tests, sources) = if first { (tests.join(", "), exhibit.sources) } else { Default::default() };
    let _ = writeln!(table, "| {row} | {name} | {words} | {} | {tests} | {sources} |", figures.join(" | "));
}

fn figure(findings: &Findings, wrong: Wrong) -> String {
    let count = findings.of(wrong);
    if findings.appointments == 0 {
        return "not run".to_owned();
    }
    match (count, (count * PER + findings.appointments / 2) / findings.appointments) {
        (0, _) => "0".to_owned(),
        (_, 0) => "< 1".to_owned(),
        (_, per) => per.to_string(),
    }
}
