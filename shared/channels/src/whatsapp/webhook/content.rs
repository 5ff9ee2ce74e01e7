//! What a message holds, by its type.

use domain::phi::Phi;
use domain::surrogate::mended;

use super::scalar::Text;
use super::{Content, MediaKind, wire};

/// Reads the content that the message's type names. `code` is the error that came beside the message.
pub(super) fn read(message: wire::Message<'_>, code: Option<u32>) -> Content {
    let known = match message.kind.as_str() {
        "text" => message.text.map(|it| Content::Text(it.body.phi())),
        "button" => message
            .button
            .map(|it| Content::Button { payload: it.payload.into_string(), text: it.text.phi() }),
        "interactive" => match message.interactive {
            Some(interactive) => return answer(interactive),
            None => unsupported(message.errors, code),
        },
        "image" => message.image.map(|it| media(MediaKind::Image, it)),
        "document" => message.document.map(|it| media(MediaKind::Document, it)),
        "audio" => message.audio.map(|it| media(MediaKind::Audio, it)),
        "video" => message.video.map(|it| media(MediaKind::Video, it)),
        "sticker" => message.sticker.map(|it| media(MediaKind::Sticker, it)),
        "location" => message.location.and_then(location),
        "contacts" => message.contacts.map(|it| cards(&it, &message.origin)),
        "reaction" => message
            .reaction
            .map(|it| Content::Reaction { message_id: it.message_id.into_string(), emoji: it.emoji.some() }),
        "order" => Some(Content::Order),
        "system" => message.system.map(system),
        "edit" => message.edit.map(edit),
        "revoke" => {
            message.revoke.map(|it| Content::Revoke { original_id: it.original_message_id.into_string() })
        }
        "unsupported" | "unknown" => {
            Some(unsupported(message.errors, code).unwrap_or(Content::Unsupported { code: None }))
        }
        // Words count under whatever name they come.
        _ => message.text.map(|it| Content::Text(it.body.phi())),
    };
    known.unwrap_or_else(|| Content::Other { kind: message.kind.into_string() })
}

fn unsupported(errors: Option<Vec<wire::Problem>>, code: Option<u32>) -> Option<Content> {
    let own = errors.into_iter().flatten().find_map(|it| it.code.code());
    own.or(code).map(|code| Content::Unsupported { code: Some(code) })
}

fn answer(interactive: wire::Interactive<'_>) -> Content {
    let known = match interactive.kind.as_str() {
        "button_reply" => interactive
            .button_reply
            .map(|it| Content::ButtonReply { id: it.id.into_string(), title: it.title.phi() }),
        "list_reply" => interactive.list_reply.map(|it| Content::ListReply {
            id: it.id.into_string(),
            title: it.title.phi(),
            description: it.description.some_phi(),
        }),
        "nfm_reply" => interactive.nfm_reply.map(|it| {
            let answers = mended(it.response_json.as_str());
            let token = serde_json::from_str::<wire::FlowAnswer<'_>>(&answers);
            let flow_token = token.ok().and_then(|it| it.flow_token.some());
            Content::FlowReply { response_json: it.response_json.phi(), flow_token }
        }),
        _ => None,
    };
    known.unwrap_or_else(|| Content::Other { kind: format!("interactive.{}", interactive.kind.as_str()) })
}

fn media(kind: MediaKind, media: wire::Media<'_>) -> Content {
    Content::Media {
        kind,
        media_id: media.id.into_string(),
        caption: media.caption.some_phi(),
        filename: media.filename.some_phi(),
        mime: media.mime_type.into_string(),
    }
}

fn location(location: wire::Location<'_>) -> Option<Content> {
    Some(Content::Location {
        latitude: Phi::new(location.latitude.as_str().parse().ok()?),
        longitude: Phi::new(location.longitude.as_str().parse().ok()?),
        name: location.name.some_phi(),
        address: location.address.some_phi(),
    })
}

/// Meta's pages do not agree on whether the origin stands in the message or in its card: either counts.
fn cards(cards: &[wire::Card<'_>], origin: &Text<'_>) -> Content {
    let is_request = |origin: &Text<'_>| origin.as_str() == "contact_request";
    let contact_request = is_request(origin) || cards.iter().any(|it| is_request(&it.origin));
    let phones = cards.iter().flat_map(|it| it.phones.iter().flatten());
    let phones = phones.filter_map(|it| it.wa_id.phone().or_else(|| it.phone.written_phone())).collect();
    Content::Contacts { phones, contact_request }
}

fn system(system: wire::System<'_>) -> Content {
    match system.kind.as_str() {
        // The second is the older name of the same thing.
        "user_changed_number" | "customer_changed_number" => {
            let new = if system.wa_id.is_empty() { &system.new_wa_id } else { &system.wa_id };
            Content::NumberChanged {
                new_phone: new.phone(),
                new_user_id: system.user_id.some_phi(),
                previous_user_id: system.previous_user_id.some_phi(),
            }
        }
        "user_changed_user_id" => Content::UserIdChanged {
            new_user_id: system.user_id.some_phi(),
            previous_user_id: system.previous_user_id.some_phi(),
            new_parent_user_id: system.parent_user_id.some_phi(),
            previous_parent_user_id: system.previous_parent_user_id.some_phi(),
        },
        "customer_identity_changed" => Content::IdentityChanged,
        other => Content::Other { kind: format!("system.{other}") },
    }
}

fn edit(edit: wire::Edit<'_>) -> Content {
    let text = edit.message.and_then(words);
    Content::Edit { original_id: edit.original_message_id.into_string(), text }
}

/// The words of a message, or those under its file.
pub(super) fn words(message: wire::Worded<'_>) -> Option<Phi<String>> {
    match message.text {
        Some(text) => text.body.some_phi(),
        None => message.image.or(message.document).or(message.video).and_then(|it| it.caption.some_phi()),
    }
}
