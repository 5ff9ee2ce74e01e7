//! Which queue each element of a webhook goes to, and as what.

use channels::link::FORM_PREFIX;
use channels::whatsapp::webhook::{
    Content, Echo, Inbound, MarketingChoice, Person, ProviderError, Status, StatusKind, Update,
};
use domain::account::{Account, AccountEvent};
use domain::delivery::{Channel, Purpose};
use domain::phi::Phi;
use jiff::Timestamp;
use ports::PortError;
use ports::publish::{Published, publish_grouped};
use ports::queue::{QUEUE_BODY_BYTES_MAX, Queue};
use ports::wire::{Between, Echoed, Heard, ReceiptReport, ToReceipts, ToSurveys, ToThreads, What, encode};

/// Longest words that are passed on, in bytes: WhatsApp takes 4,096 characters, of up to four each.
pub(super) const WORDS_BYTES_MAX: usize = 16 * 1024;
/// Longest form that is read, in bytes: its words may be escaped once more.
pub(super) const FORM_BYTES_MAX: usize = 2 * WORDS_BYTES_MAX;

/// Words as somebody may have written them. Of what is longer a person reads the beginning.
fn words(said: Phi<String>) -> Phi<String> {
    if said.expose().len() <= WORDS_BYTES_MAX {
        return said;
    }
    let mut said = said.into_exposed();
    tracing::warn!(bytes = said.len(), "words in a webhook are longer than anybody writes, and were cut");
    said.truncate(said.floor_char_boundary(WORDS_BYTES_MAX));
    Phi::new(said)
}

/// What a webhook comes to, queue by queue.
#[derive(Debug, Default)]
pub(super) struct Routed {
    pub(super) threads: Vec<(String, ToThreads)>,
    pub(super) receipts: Vec<(String, ToReceipts)>,
    pub(super) surveys: Vec<(String, ToSurveys)>,
    /// Elements that mean nothing to us.
    pub(super) ignored: usize,
}

impl Routed {
    /// Takes out what is larger than a body may be, though what people write in it was cut.
    pub(super) fn drop_oversized(&mut self) {
        fn retain<T: Published>(elements: &mut Vec<(String, T)>) -> usize {
            let before = elements.len();
            elements.retain(|(_, it)| encode(it).len() <= QUEUE_BODY_BYTES_MAX);
            before - elements.len()
        }
        let elements = retain(&mut self.threads) + retain(&mut self.receipts) + retain(&mut self.surveys);
        if elements > 0 {
            tracing::error!(
                metric = "elements_oversized",
                elements,
                "elements of a webhook are too large to be stored"
            );
        }
    }

    pub(super) async fn send<Q: Queue>(&self, queue: &Q) -> Result<(), PortError> {
        if self.ignored > 0 {
            tracing::info!(elements = self.ignored, "elements of a webhook meant nothing to us");
        }
        publish_grouped(queue, &self.surveys).await?;
        publish_grouped(queue, &self.threads).await?;
        publish_grouped(queue, &self.receipts).await
    }

    /// Routes one element. What means nothing to us is counted.
    pub(super) fn take(&mut self, update: Update) {
        match update {
            Update::Inbound(inbound) => self.inbound(inbound),
            Update::Status(status) => self.status(status),
            Update::Preference(preference) => {
                let marketing = Some(Purpose::Marketing);
                let what = match preference.marketing {
                    MarketingChoice::Stop => What::Stopped { purpose: marketing },
                    MarketingChoice::Resume => What::Resumed { purpose: marketing },
                    MarketingChoice::Other(_) => return self.ignored += 1,
                };
                // A preference has no id of its own: in its conversation, the instant names it.
                let id = format!("preference:{}:{}", preference.phone_number_id, preference.at);
                self.heard(preference.phone_number_id, id, None, preference.at, preference.user, what);
            }
            Update::TemplateStatus(it) => {
                let key = Account::template_key(&it.waba_id, &it.name, &it.language);
                self.account(it.waba_id, AccountEvent::TemplateStatus(key, it.event), it.at);
            }
            Update::TemplateCategory(it) => {
                let key = Account::template_key(&it.waba_id, &it.name, &it.language);
                let event = if it.upcoming {
                    AccountEvent::TemplateCategoryAnnounced(key, it.new)
                } else {
                    AccountEvent::TemplateCategory(key, it.new)
                };
                self.account(it.waba_id, event, it.at);
            }
            Update::TemplateQuality(it) => {
                let key = Account::template_key(&it.waba_id, &it.name, &it.language);
                self.account(it.waba_id, AccountEvent::TemplateQuality(key, it.new), it.at);
            }
            Update::NumberQuality(it) => self.number_quality(it),
            Update::Capability(it) => self.limit(it.waba_id, it.limit, it.at),
            Update::Account(it) => self.account_update(it),
            Update::AccountNotice(it) => self.notice(it),
            Update::Alert(it) => self.alert(it),
            Update::OutOfBandError(error) => {
                tracing::warn!(code = error.code, "Meta reports an error of no message");
            }
            Update::Malformed { what } => {
                tracing::warn!(what, "an element of a webhook does not read");
                self.ignored += 1;
            }
            Update::Echo(echo) => self.echo(echo),
            Update::Ignored { .. } => self.ignored += 1,
        }
    }

    /// What staff wrote themselves counts as a person's answer.
    fn echo(&mut self, echo: Echo) {
        if let ("revoke", Some(original_id)) = (&*echo.kind, echo.original_id) {
            return self.deleted(echo.phone_number_id, original_id, echo.to);
        }
        let text = match echo.text {
            Some(text) if matches!(&*echo.kind, "text" | "edit") => words(text),
            Some(text) => words(Phi::new(format!("[{}] {}", echo.kind, text.expose()))),
            None => Phi::new(format!("[{}]", echo.kind)),
        };
        let sender = echo.phone_number_id;
        let (phone, whatsapp_user) = (echo.to.phone, echo.to.user_id);
        let echoed = Echoed { sender: sender.clone(), id: echo.id, at: echo.at, phone, whatsapp_user, text };
        self.threads.push((sender, ToThreads::Echo(Box::new(echoed))));
    }

    /// Either side of a conversation took back something they had said in it.
    fn deleted(&mut self, sender: String, id: String, with: Person) {
        let Person { phone, user_id: whatsapp_user, .. } = with;
        let deleted = ToThreads::Deleted { sender: sender.clone(), id, phone, whatsapp_user };
        self.threads.push((sender, deleted));
    }

    fn status(&mut self, status: Status) {
        let StatusKind::Receipt(receipt) = status.status else { return self.ignored += 1 };
        let report = ReceiptReport {
            channel: Channel::Whatsapp,
            sender: Some(status.phone_number_id.to_string()).filter(|it| !it.is_empty()),
            between: Some(Between {
                sender: status.phone_number_id.to_string(),
                phone: status.recipient.phone,
                whatsapp_user: status.recipient.user_id,
            }),
            dispatch: status.callback_data,
            provider_id: status.id,
            receipt,
            at: status.at,
            failure: status.error.as_ref().map(ProviderError::class),
            code: status.error.as_ref().map(|it| it.code),
        };
        self.receipts.push((status.phone_number_id.to_string(), ToReceipts::Receipt(Box::new(report))));
    }

    fn inbound(&mut self, inbound: Inbound) {
        let (on, detail) = (inbound.reply_to, inbound.detail);
        let rewrites = match &inbound.content {
            Content::Edit { original_id, .. } => Some(original_id.clone()).filter(|it| !it.is_empty()),
            _ => None,
        };
        let attachment = |media: &str, caption: Option<Phi<String>>| What::Attachment {
            media: media.to_owned(),
            detail,
            caption: caption.map(words),
        };
        let what = match inbound.content {
            Content::Text(text) | Content::Edit { text: Some(text), .. } => {
                What::Text { text: words(text), on, carrier_answered: false, keyword: None }
            }
            Content::Button { payload, text } => What::Tap { payload, title: words(text), on },
            Content::ButtonReply { id, title } | Content::ListReply { id, title, .. } => {
                What::Tap { payload: id, title: words(title), on }
            }
            // A thumb on a reminder is an answer to it; a reaction taken back is none.
            Content::Reaction { message_id, emoji: Some(emoji) } => What::Text {
                text: Phi::new(emoji),
                on: Some(message_id),
                carrier_answered: false,
                keyword: None,
            },
            Content::Media { kind, caption, .. } => attachment(kind.as_str(), caption),
            Content::Location { .. } => attachment("location", None),
            // Any other card may be anybody's.
            Content::Contacts { phones, contact_request } => match phones.as_slice() {
                [phone] if contact_request => What::SharedNumber { phone: phone.clone() },
                _ => attachment("contacts", None),
            },
            Content::FlowReply { response_json: answers, flow_token } => {
                // The survey checks whether the token is one of ours. Cut answers would not read.
                let is_whole = answers.expose().len() <= FORM_BYTES_MAX;
                match flow_token.filter(|it| is_whole && it.starts_with(FORM_PREFIX)) {
                    Some(token) => {
                        let flow = ToSurveys::Flow { cause: inbound.id, at: inbound.at, token, answers };
                        return self.surveys.push((inbound.phone_number_id, flow));
                    }
                    None => attachment("form", Some(answers)),
                }
            }
            Content::Order => attachment("order", None),
            Content::Unsupported { .. } => attachment("unsupported", None),
            Content::NumberChanged { new_phone, .. } => What::IdentityChanged { phone: new_phone },
            Content::UserIdChanged { .. } | Content::IdentityChanged => What::IdentityChanged { phone: None },
            Content::Revoke { original_id } => {
                return self.deleted(inbound.phone_number_id, original_id, inbound.from);
            }
            Content::Reaction { emoji: None, .. } | Content::Edit { text: None, .. } => {
                return self.ignored += 1;
            }
            Content::Other { kind } => attachment(&kind, None),
        };
        self.heard(inbound.phone_number_id, inbound.id, rewrites, inbound.at, inbound.from, what);
    }

    fn heard(
        &mut self,
        sender: String,
        id: String,
        rewrites: Option<String>,
        at: Timestamp,
        from: Person,
        what: What,
    ) {
        let heard = Heard {
            channel: Channel::Whatsapp,
            sender: sender.clone(),
            id,
            rewrites,
            at,
            phone: from.phone,
            whatsapp_user: from.user_id,
            what,
        };
        self.threads.push((sender, ToThreads::Heard(Box::new(heard))));
    }
}
