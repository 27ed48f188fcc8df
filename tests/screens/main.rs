//! What a person sees: named states of the screen as text, and what must hold in every one of them.

#[path = "../support/people.rs"]
mod people;
#[path = "../support/scene.rs"]
mod scene;

mod always;
mod named;
mod states;
