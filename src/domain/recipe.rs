//! Recipes: what to set for whoever is chosen, with values that are asked for each time.
//!
//! Invariant: a recipe names fields and absolute values; it becomes a plan like any other.

use super::field::Field;
use super::value::Value;

/// A named list of fields to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Its name, as in the configuration: `offboard`.
    pub name: String,
    /// What it sets; each field at most once.
    pub steps: Vec<(Field, Step)>,
}

/// What one step of a recipe sets its field to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// This.
    Set(Value),
    /// Whatever the person says this time; the configuration has `"?"` for it.
    Ask,
}

impl Recipe {
    /// The fields whose values are asked for, in order.
    pub fn asked(&self) -> impl Iterator<Item = Field> + '_ {
        let is_asked = |(field, step): &(Field, Step)| (*step == Step::Ask).then_some(*field);
        self.steps.iter().filter_map(is_asked)
    }

    /// What is wanted, with `answers` for the steps that ask, in order.
    /// `None` = there are fewer answers than questions.
    #[must_use]
    pub fn wanted(&self, answers: &[Value]) -> Option<Vec<(Field, Value)>> {
        let mut answers = answers.iter();
        let value = |(field, step): &(Field, Step)| match step {
            Step::Set(value) => Some((*field, value.clone())),
            Step::Ask => answers.next().map(|value| (*field, value.clone())),
        };
        self.steps.iter().map(value).collect()
    }
}
