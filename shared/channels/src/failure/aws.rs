//! Exceptions and delivery events of AWS End User Messaging SMS, exceptions of SES v2.
//!
//! AWS names its errors; there are no numbers.

use domain::delivery::FailureClass::{
    self, Backoff, BadAddress, Defect, Expired, Fallback, GiveUp, OptedOut, SenderStopped, Transient,
};

use super::by_status;

/// Exceptions of every AWS API: our pace, our credentials or rights.
pub(super) const COMMON: &[(&str, FailureClass)] = &[
    ("ThrottlingException", Backoff),
    ("AccessDeniedException", SenderStopped),
    ("ExpiredTokenException", SenderStopped),
    ("IncompleteSignature", SenderStopped),
    ("IncompleteSignatureException", SenderStopped),
    ("InvalidSignatureException", SenderStopped),
    ("MissingAuthenticationTokenException", SenderStopped),
    ("UnrecognizedClientException", SenderStopped),
];

/// Reasons that an SMS exception carries; they say more than its name.
pub(super) const SMS_REASONS: &[(&str, FailureClass)] = &[
    ("DESTINATION_PHONE_NUMBER_OPTED_OUT", OptedOut),
    ("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", GiveUp),
    ("DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE", GiveUp),
    // The sandbox, a country without a number, a number of the other kind: configuration, but of this message only.
    ("DESTINATION_PHONE_NUMBER_NOT_VERIFIED", Defect),
    ("NO_ORIGINATION_IDENTITIES_FOUND", Defect),
    ("MESSAGE_TYPE_MISMATCH", Defect),
    ("RESOURCE_NOT_ACTIVE", SenderStopped),
    ("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", SenderStopped),
    ("INSUFFICIENT_ACCOUNT_REPUTATION", SenderStopped),
    ("ACCOUNT_DISABLED", SenderStopped),
];

/// Exceptions of `SendTextMessage`.
pub(super) const SMS_EXCEPTIONS: &[(&str, FailureClass)] = &[
    ("InternalServerException", Transient),
    ("ConflictException", Fallback),
    ("ServiceQuotaExceededException", SenderStopped),
    ("ValidationException", Defect),
    ("ResourceNotFoundException", SenderStopped),
];

/// Events by which a text failed on its way: as SMS, or as RCS, which a pool with an agent tries first.
pub(super) const SMS_EVENTS: &[(&str, FailureClass)] = &[
    ("TEXT_INVALID", BadAddress),
    ("TEXT_INVALID_MESSAGE", Defect),
    // Switched off, or outside its network: such a phone comes back.
    ("TEXT_UNREACHABLE", Transient),
    ("TEXT_CARRIER_UNREACHABLE", Transient),
    ("TEXT_BLOCKED", Fallback),
    ("TEXT_CARRIER_BLOCKED", Fallback),
    ("TEXT_SPAM", Fallback),
    ("TEXT_UNKNOWN", Fallback),
    ("TEXT_TTL_EXPIRED", Expired),
    ("TEXT_PROTECT_BLOCKED", GiveUp),
    ("RCS_FAILED", Fallback),
    ("RCS_TTL_EXPIRED", Expired),
    ("RCS_PROTECT_BLOCKED", GiveUp),
];

/// Exceptions of SES v2 `SendEmail` (its API reference, errors of the action).
pub(super) const SES_EXCEPTIONS: &[(&str, FailureClass)] = &[
    ("TooManyRequestsException", Backoff),
    ("LimitExceededException", Backoff),
    ("InternalServiceErrorException", Transient),
    ("AccountSuspendedException", SenderStopped),
    ("SendingPausedException", SenderStopped),
    ("MailFromDomainNotVerifiedException", SenderStopped),
    ("MessageRejected", Fallback),
    ("BadRequestException", Defect),
    ("NotFoundException", Defect),
];

fn find(tables: &[&[(&str, FailureClass)]], name: &str) -> Option<FailureClass> {
    tables.iter().flat_map(|it| it.iter()).find(|(known, _)| *known == name).map(|(_, class)| *class)
}

/// The class of a refusal of `SendTextMessage`: by its reason if that is known, else by the exception's name.
#[must_use]
pub fn aws_sms(exception: &str, reason: Option<&str>, http_status: Option<u16>) -> FailureClass {
    reason
        .and_then(|it| find(&[SMS_REASONS], it))
        .or_else(|| find(&[SMS_EXCEPTIONS, COMMON], exception))
        .unwrap_or_else(|| by_status(http_status))
}

/// The class of a delivery event by which an SMS failed; `None` for any other event.
#[must_use]
pub(crate) fn aws_sms_event(event: &str) -> Option<FailureClass> {
    find(&[SMS_EVENTS], event)
}

/// The class of a refusal of SES.
#[must_use]
pub fn ses(exception: &str, http_status: Option<u16>) -> FailureClass {
    find(&[SES_EXCEPTIONS, COMMON], exception).unwrap_or_else(|| by_status(http_status))
}
