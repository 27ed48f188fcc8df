//! What a person sees: named states of the screen as text, and what must hold in every one of them.

#[path = "../support/beside.rs"]
mod beside;
#[path = "../support/people.rs"]
mod people;
#[path = "../support/scene.rs"]
mod scene;
#[path = "../support/setup.rs"]
mod setup;
#[path = "../support/svg.rs"]
mod svg;

mod always;
mod dialer;
mod hostile;
mod keys;
mod named;
mod picture;
mod states;
mod ways;
