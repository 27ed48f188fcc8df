//! What a find asks for: words with blanks between them, all of which must hold.
//!
//! ```text
//! ravi qual          both occur in name, login id, number, id or role
//! !agent             does not occur        ~rvk  resembles        ="ravi kumar"  is exactly
//! role:admin  web:locked  agent:busy  ext:no     in one field, or in this state
//! ```
//!
//! Invariant: every text is a find. What is not understood is looked for as it stands, and said.

mod needle;
mod parse;
mod probe;
mod state;

use std::borrow::Cow;
use std::ops::Range;

use super::field::Field;
use super::user::RowRef;
use super::value::{Role, Value};
use super::vendor::Vendor;

pub use needle::{Fuzzy, Needle, fold};
pub use state::State;

/// What a find asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Find {
    terms: Vec<Term>,
    problems: Vec<String>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether it must hold, or must not.
    pub sense: Sense,
    /// What must hold.
    pub ask: Ask,
}

/// Whether a condition must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// It must.
    Holds,
    /// It must not: `!x`.
    Fails,
}

/// What a term asks of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// A text in one of the fields that are searched.
    Text {
        /// Where.
        place: Place,
        /// How.
        how: How,
        /// What.
        needle: Needle,
    },
    /// A state.
    State(State),
}

/// Where a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Name, login id, number, id and role.
    Anywhere,
    /// The name.
    Name,
    /// The login ID.
    Login,
    /// The number; digits are compared without blanks and signs.
    Number,
    /// The user's id.
    Id,
    /// The role's name or id.
    Role,
    /// The extension's user name.
    Extension,
}

/// How a text is compared, always without case and accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It occurs.
    Contains,
    /// It is the whole field: `=x`.
    Equals,
    /// Its letters occur in this order, close enough: `~x`.
    Resembles,
}

/// A user as far as a find looks at it.
pub trait Findable {
    /// The user's id.
    fn id(&self) -> &str;
    /// The text of a field; `None` = null, unknown or not a text.
    fn text(&self, field: Field) -> Option<&str>;
    /// The permission role.
    fn role(&self) -> Option<Cow<'_, Role>>;
    /// The value of a field; `None` = unknown.
    fn get(&self, field: Field) -> Option<Value>;
}

impl Findable for RowRef<'_> {
    fn id(&self) -> &str {
        self.id
    }

    fn text(&self, field: Field) -> Option<&str> {
        RowRef::text(self, field)
    }

    fn role(&self) -> Option<Cow<'_, Role>> {
        self.role.map(Cow::Borrowed)
    }

    fn get(&self, field: Field) -> Option<Value> {
        RowRef::get(self, field)
    }
}

impl Find {
    /// Reads what was typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::parse_for(text, Vendor::default())
    }

    /// Reads what was typed about users of this vendor: what their rows do not tell is not asked.
    #[must_use]
    pub fn parse_for(text: &str, vendor: Vendor) -> Self {
        parse::parse(text, vendor)
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The conditions, all of which must hold.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What was not understood, in a sentence. Untrusted text in quotes.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problems.first().map(String::as_str)
    }

    /// Whether the user is found.
    #[must_use]
    pub fn matches(&self, user: &impl Findable, fuzzy: &mut Fuzzy) -> bool {
        self.terms.iter().all(|term| term.matches(user, fuzzy))
    }

    /// Where in the text of a field the find was found, in bytes.
    #[must_use]
    pub fn places(&self, at: Place, text: &str, fuzzy: &mut Fuzzy) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for term in &self.terms {
            match (&term.ask, term.sense) {
                (Ask::Text { place, how, needle }, Sense::Holds)
                    if *place == at || *place == Place::Anywhere =>
                {
                    places.extend(match at {
                        Place::Number => needle.places_in_number(*how, text, fuzzy),
                        Place::Anywhere
                        | Place::Name
                        | Place::Login
                        | Place::Id
                        | Place::Role
                        | Place::Extension => needle.places(*how, text, fuzzy),
                    });
                }
                (Ask::Text { .. } | Ask::State(_), Sense::Holds | Sense::Fails) => {}
            }
        }
        places
    }

    /// Whether whoever this finds was found by `wider` too, so that only those need a look.
    #[must_use]
    pub fn narrows(&self, wider: &Self) -> bool {
        let is_implied = |wide: &Term| self.terms.iter().any(|term| term.implies(wide));
        wider.terms.iter().all(is_implied)
    }
}

impl Term {
    /// Whether the condition holds for the user.
    #[must_use]
    pub fn matches(&self, user: &impl Findable, fuzzy: &mut Fuzzy) -> bool {
        self.ask.holds(user, fuzzy) == (self.sense == Sense::Holds)
    }

    /// Whether this can hold only where `wide` does.
    fn implies(&self, wide: &Self) -> bool {
        if self == wide {
            return true;
        }
        let (
            Ask::Text { place, how, needle },
            Ask::Text {
                place: p,
                how: h,
                needle: n,
            },
        ) = (&self.ask, &wide.ask)
        else {
            return false;
        };
        let is_same_place = place == p && (how, h) == (&How::Contains, &How::Contains);
        is_same_place
            && match (self.sense, wide.sense) {
                (Sense::Holds, Sense::Holds) => needle.contains(n),
                (Sense::Fails, Sense::Fails) => n.contains(needle),
                (Sense::Holds, Sense::Fails) | (Sense::Fails, Sense::Holds) => false,
            }
    }
}

impl Ask {
    /// Whether it is so, whatever is wanted.
    #[must_use]
    pub fn holds(&self, user: &impl Findable, fuzzy: &mut Fuzzy) -> bool {
        match self {
            Ask::Text { place, how, needle } => place.any(user, |place, text| match place {
                Place::Number => needle.is_in_number(*how, text, fuzzy),
                Place::Anywhere
                | Place::Name
                | Place::Login
                | Place::Id
                | Place::Role
                | Place::Extension => needle.is_in(*how, text, fuzzy),
            }),
            Ask::State(state) => state.holds(user.get(state.field).as_ref()),
        }
    }
}

impl Place {
    /// Whether a text that stands at `place` is one that is asked for; `None` = at none of these.
    #[must_use]
    pub fn covers(self, place: Option<Self>) -> bool {
        match place {
            None => false,
            Some(Self::Extension) => self == Self::Extension,
            Some(place) => self == Self::Anywhere || self == place,
        }
    }

    /// Whether `test` says yes to one of the texts that stand here, each with its own place.
    fn any(self, user: &impl Findable, mut test: impl FnMut(Self, &str) -> bool) -> bool {
        let mut field = |place, field| user.text(field).is_some_and(|text| test(place, text));
        match self {
            Self::Anywhere => [Self::Name, Self::Login, Self::Number, Self::Id, Self::Role]
                .into_iter()
                .any(|place| place.any(user, &mut test as &mut dyn FnMut(Self, &str) -> bool)),
            Self::Name => field(self, Field::Name),
            Self::Login => field(self, Field::LoginId),
            Self::Number => field(self, Field::Number),
            Self::Extension => field(self, Field::Extension),
            Self::Id => test(self, user.id()),
            Self::Role => user
                .role()
                .is_some_and(|role| test(self, &role.name) || test(self, &role.id)),
        }
    }
}
