//! The actor under paused time, in front of a scripted tenant: what a person would be told, and
//! what the server saw.

#[path = "actor/chaos.rs"]
mod chaos;
#[path = "actor/life.rs"]
mod life;
#[path = "actor/open.rs"]
mod open;
#[path = "actor/outcomes.rs"]
mod outcomes;
#[path = "actor/reads.rs"]
mod reads;
#[path = "actor/tenant.rs"]
mod tenant;
#[path = "actor/turns.rs"]
mod turns;
#[path = "actor/world.rs"]
mod world;
