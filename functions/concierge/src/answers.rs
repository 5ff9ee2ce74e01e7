//! The clinics' knowledge bases, ready to be asked, and the model that may put their answers into other words.

use std::sync::{Arc, Mutex, PoisonError};

use domain::clinic::Clinic;
use knowledge::Index;

/// Most clinics whose index is kept: one of 150 passages takes some 2.5 MB.
const INDEXES_MAX: usize = 32;

/// Each clinic's index, built at its first question and again when its knowledge base has changed: building takes a
/// thousand times as long as an answer. Of too many, the one that was asked longest ago is built anew when needed.
#[derive(Default)]
pub struct Answers {
    /// The one asked last at the end.
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
        let kept = known.iter().position(|it| it.0.id == clinic.id).map(|it| known.remove(it));
        let kept = kept.filter(|it| Arc::ptr_eq(&it.0, clinic) || it.0.knowledge == clinic.knowledge);
        let index = kept.map_or_else(|| Arc::new(Index::new(&clinic.knowledge)), |it| it.1);
        if known.len() == INDEXES_MAX {
            known.remove(0);
        }
        known.push((Arc::clone(clinic), Arc::clone(&index)));
        index
    }
}
