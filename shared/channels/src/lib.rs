//! Provider wire formats: what goes out to providers, what they answer, and what their webhooks say.
//!
//! Everything is bytes in, values out: no network, no clock. What a provider may leave out or add is left out or
//! added in its stride; a batch loses no element because another one is odd.

pub mod aws_sms;
pub mod button;
pub mod email;
pub mod failure;
pub mod provider;
pub mod signature;
pub mod twilio;
pub mod whatsapp;
