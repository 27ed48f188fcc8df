//! The domain by property and by table: what must hold whatever the server and the person do.

mod change;
mod history;
mod outcome;
mod paging;
mod roster;
mod selection;
mod text;
mod values;
