//! A passage in other words, by a model, where the clinic and the deployment want it.
//!
//! Guarantees: the model is asked once, with words that the clinic wrote; nothing but what [`knowledge::rephrase`] lets
//! through comes back. Throttled, slow, broken or unfit: the passage itself is sent, at once.

use channels::bedrock;
use domain::clinic::Clinic;
use domain::knowledge::Passage;
use domain::phi::Phi;
use knowledge::rephrase::{checked, masked};
use ports::Ports;
use ports::gateway::Gateway as _;

/// The words, or `None` for the passage itself.
pub(crate) async fn words<P: Ports>(
    ports: &P,
    model: Option<&str>,
    clinic: &Clinic,
    passage: &Passage,
    question: &Phi<String>,
) -> Option<String> {
    let model = model?;
    let question = masked(question.expose(), &clinic.knowledge, passage.language)?;
    let request = bedrock::converse(model, &passage.text, &question).ok()?;
    let answer = ports.gateway().call(request).await;
    let answer = answer.map_err(|error| error.to_string());
    let words = answer.and_then(|it| bedrock::words(&it).map_err(|error| error.to_string()));
    let fit = words.and_then(|it| checked(&it, passage).map_err(|unfit| format!("refused for {unfit}")));
    fit.inspect_err(|why| tracing::warn!(why, "a model's words are not sent")).ok()
}
