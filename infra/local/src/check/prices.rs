//! What each message costs by the clinic's rate card, with typical values in it.

use std::fmt;

use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::language::Language;
use domain::money::Micros;
use domain::phi::Phi;
use domain::sms;
use domain::template::{Template, Text};

use super::variables::example;

/// The price of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The template's name.
    pub template: String,
    /// Its language.
    pub language: Language,
    /// The channel it is sent on.
    pub channel: Channel,
    /// SMS segments.
    pub segments: Option<u32>,
    /// What it costs.
    pub price: Micros,
}

/// A row for each form of each template that there is a sender for. A text with a variable that does not exist has
/// none.
pub(super) fn prices(clinic: &Clinic) -> Vec<Price> {
    let mut rows = Vec::new();
    for (name, language, template) in clinic.templates.iter() {
        for channel in Channel::ALL.into_iter().filter(|it| clinic.sender_id(*it).is_some()) {
            let value = |name: &str| typical(clinic, name);
            if let Some((segments, price)) = price(clinic, template, channel, value) {
                rows.push(Price { template: name.to_owned(), language, channel, segments, price });
            }
        }
    }
    rows
}

/// A typical value of that variable.
pub(crate) fn typical(clinic: &Clinic, name: &str) -> String {
    match name {
        "clinic_name" => clinic.name.clone(),
        "clinic_phone" => clinic.phone.clone(),
        _ => example(name).to_owned(),
    }
}

/// The segments and the price of a template on a channel with these values; none where it has no such form.
pub(crate) fn price(
    clinic: &Clinic,
    template: &Template,
    channel: Channel,
    value: impl Fn(&str) -> String,
) -> Option<(Option<u32>, Micros)> {
    let rates = &clinic.rates;
    match channel {
        Channel::Whatsapp => template.whatsapp.as_ref().map(|_| {
            let is_marketing = template.purpose == Purpose::Marketing;
            (None, if is_marketing { rates.whatsapp_marketing } else { rates.whatsapp_utility })
        }),
        Channel::Sms => {
            let segments = segments(clinic, template.sms.as_ref()?, value)?;
            Some((Some(segments), Micros(rates.sms_segment.0.saturating_mul(u64::from(segments)))))
        }
        Channel::Email => template.email.as_ref().map(|_| (None, rates.email)),
    }
}

fn segments(clinic: &Clinic, text: &Text, value: impl Fn(&str) -> String) -> Option<u32> {
    let written = text.render(|name| Some(Phi::new(value(name)))).ok()?.into_exposed();
    let sent = if clinic.policy.keep_accents { written } else { sms::fold(&written).into_owned() };
    Some(sms::segments(&sent).count)
}

/// Writes the rows in columns.
pub(super) fn table(f: &mut fmt::Formatter<'_>, rows: &[Price], currency: &str) -> fmt::Result {
    let width = rows.iter().map(|it| it.template.len()).max().unwrap_or(0).max("template".len());
    writeln!(f, "{:width$}  language  channel   segments  price, {currency}", "template")?;
    for row in rows {
        let segments = row.segments.map_or_else(|| "-".to_owned(), |it| it.to_string());
        let (language, channel) = (row.language.as_str(), row.channel.as_str());
        let price = amount(row.price);
        writeln!(f, "{:width$}  {language:8}  {channel:8}  {segments:>8}  {price}", row.template)?;
    }
    Ok(())
}

/// An amount of the clinic's currency.
pub(crate) fn amount(price: Micros) -> String {
    format!("{}.{:06}", price.0 / 1_000_000, price.0 % 1_000_000)
}
