//! What the program is about: users, fields, changes, plans, outcomes, the roster.
//!
//! Nothing here knows a terminal, a network, a clock or a wire format; times come in as values.
//! Reading order: [`user`] → [`value`] → [`field`] → [`change`] → [`plan`] → [`outcome`] →
//! [`paging`] → [`roster`] → [`selection`] → [`mod@column`] → [`view`] → [`history`] → [`planning`] →
//! [`job`] → [`neighbour`].

pub mod arrangement;
pub mod body;
pub mod change;
pub mod column;
pub mod commpeak;
pub mod field;
pub mod find;
pub mod history;
pub mod input;
pub mod job;
pub mod neighbour;
pub mod outcome;
pub mod paging;
pub mod plan;
pub mod planning;
pub mod profile;
pub mod raw;
pub mod recipe;
pub mod roster;
pub mod secret;
pub mod selection;
pub mod shape;
pub mod token;
pub mod user;
pub mod value;
pub mod vendor;
pub mod view;

pub use arrangement::Arrangement;
pub use change::{Change, Delta};
pub use column::{Column, Columns};
pub use field::{Field, Kind, Section};
pub use find::Find;
pub use history::History;
pub use neighbour::{Catalogue, Neighbour, NeighbourList, Neighbours};
pub use outcome::{NextStep, Outcome, Settled, Tally};
pub use paging::{Page, Query};
pub use plan::{AttemptId, Edit, EditId, JobId, Plan};
pub use profile::Profile;
pub use roster::{Roster, Stamp};
pub use secret::Secret;
pub use selection::Selection;
pub use user::{Row, User, UserId};
pub use value::{AgentStatus, CdrScope, Role, TeamStatus, UserStatus, Value, Values};
pub use vendor::Vendor;
pub use view::{Direction, Sort, View};
