//! What a person reads of a message beside its words: what a file is called, where a place is, whose cards they are.

use domain::phi::Phi;

use super::wire;

/// Longest detail, in characters: what is longer is cut. A card's name has some dozens, a place's address a hundred.
const DETAIL_CHARS_MAX: usize = 500;

/// Reads it from the content that the message's type names.
pub(super) fn read(message: &wire::Message<'_>) -> Option<Phi<String>> {
    let told = match message.kind.as_str() {
        "document" => message.document.as_ref()?.filename.as_str().to_owned(),
        "location" => place(message.location.as_ref()?),
        "contacts" => joined(message.contacts.iter().flatten().map(card), "; "),
        "order" => order(message.order.as_ref()?),
        _ => return None,
    };
    let told: String = told.chars().take(DETAIL_CHARS_MAX).collect();
    (!told.trim().is_empty()).then(|| Phi::new(told))
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(between)
}

fn place(place: &wire::Location<'_>) -> String {
    let told = [&place.name, &place.address, &place.latitude, &place.longitude];
    joined(told.into_iter().map(|it| it.as_str().to_owned()), ", ")
}

/// Its numbers as their owner wrote them: a national one is of use to whoever calls it.
fn card(card: &wire::Card<'_>) -> String {
    let name = card.name.as_ref().map_or("", |it| it.formatted_name.as_str());
    let number = |it: &wire::CardPhone<'_>| {
        let written = if it.phone.is_empty() { &it.wa_id } else { &it.phone };
        written.as_str().to_owned()
    };
    joined(std::iter::once(name.to_owned()).chain(card.phones.iter().flatten().map(number)), " ")
}

fn order(order: &wire::Order<'_>) -> String {
    let item =
        |it: &wire::Item<'_>| format!("{} × {}", it.quantity.as_str(), it.product_retailer_id.as_str());
    let items = joined(order.product_items.iter().flatten().map(item), ", ");
    joined([items, order.text.as_str().to_owned()].into_iter(), ": ")
}
