//! The state of the tenant: the computed population under the few users somebody changed.
//! Memory grows with the changes, never with the number of users.

use std::collections::BTreeMap;

use super::ids;
use super::patch::Change;
use super::person::{Person, Population};
use super::traits::Filter;

/// What a list request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// Only users with a greater id.
    pub(super) after: u64,
    pub(super) limit: usize,
    pub(super) filter: Filter,
}

/// The users of one page, and whether there are more behind it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) people: Vec<Person>,
    pub(super) has_more: bool,
}

/// All users of the tenant.
#[derive(Debug)]
pub(super) struct Store {
    population: Population,
    changed: BTreeMap<u64, Person>,
}

impl Store {
    pub(super) fn new(population: Population) -> Self {
        Self {
            population,
            changed: BTreeMap::new(),
        }
    }

    /// The people before anybody changed one.
    pub(super) fn population(&self) -> Population {
        self.population
    }

    pub(super) fn person(&self, id: u64) -> Option<Person> {
        self.population.number_of(id).map(|n| self.nth(n))
    }

    /// Walks from the cursor until the page is full and one more user has been seen.
    pub(super) fn page(&self, query: &Query) -> Page {
        let first = ids::first_after(self.population.seed, query.after);
        let mut people = Vec::new();
        for n in first..self.population.users {
            let accepted = query.filter == Filter::default()
                || match self.changed.get(&n) {
                    Some(person) => query.filter.accepts(&person.traits()),
                    None => query.filter.accepts(&self.population.traits(n)),
                };
            if !accepted {
                continue;
            }
            if people.len() == query.limit {
                return Page {
                    people,
                    has_more: true,
                };
            }
            people.push(self.nth(n));
        }
        Page {
            people,
            has_more: false,
        }
    }

    /// Applies the changes, all of them; of an unknown user nothing remains.
    pub(super) fn change(&mut self, id: u64, changes: Vec<Change>) {
        let Some(n) = self.population.number_of(id) else {
            return;
        };
        let population = self.population;
        let person = self
            .changed
            .entry(n)
            .or_insert_with(|| population.person(n));
        for change in changes {
            change.apply(person);
        }
    }

    fn nth(&self, n: u64) -> Person {
        self.changed
            .get(&n)
            .cloned()
            .unwrap_or_else(|| self.population.person(n))
    }
}
