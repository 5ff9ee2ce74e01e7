//! The clinics' knowledge bases, ready to be asked, and the model that may put their answers into other words.

use std::sync::{Arc, Mutex, PoisonError};

use domain::clinic::Clinic;
use knowledge::Index;

/// Each clinic's index, built at its first question and again when its knowledge base has changed: building takes a
/// hundred times as long as an answer.
#[derive(Default)]
pub struct Answers {
    indexes: Mutex<Vec<(Arc<Clinic>, Arc<Index>)>>,
    model: Option<String>,
}

impl Answers {
    /// Answers that Amazon Bedrock's model of that id puts into other words, for the clinics that want it.
    #[must_use]
    pub fn rephrased_by(model: String) -> Self {
        Self { model: Some(model), ..Self::default() }
    }

    /// The model, if the clinic wants its answers in other words.
    pub(crate) fn model_for(&self, clinic: &Clinic) -> Option<&str> {
        self.model.as_deref().filter(|_| clinic.policy.rephrase_answers)
    }

    pub(crate) fn index_of(&self, clinic: &Arc<Clinic>) -> Arc<Index> {
        let mut known = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|it| it.0.id == clinic.id);
        if let Some((of, index)) = found
            && (Arc::ptr_eq(of, clinic) || of.knowledge == clinic.knowledge)
        {
            return Arc::clone(index);
        }
        let index = Arc::new(Index::new(&clinic.knowledge));
        known.retain(|it| it.0.id != clinic.id);
        known.push((Arc::clone(clinic), Arc::clone(&index)));
        index
    }
}
