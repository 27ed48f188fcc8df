//! The actor under paused time, in front of a scripted tenant: what a person would be told, and
//! what the server saw.

#[cfg(test)]
#[path = "actor/ahead.rs"]
mod ahead;
#[cfg(test)]
#[path = "actor/cache.rs"]
mod cache;
#[cfg(test)]
#[path = "support/canary.rs"]
mod canary;
#[cfg(test)]
#[path = "actor/chaos.rs"]
mod chaos;
#[cfg(test)]
#[path = "actor/dialer.rs"]
mod dialer;
#[cfg(test)]
#[path = "actor/door.rs"]
mod door;
#[cfg(test)]
#[path = "actor/dying.rs"]
mod dying;
#[cfg(test)]
#[path = "support/folder.rs"]
mod folder;
#[cfg(test)]
#[path = "actor/jobs.rs"]
mod jobs;
#[cfg(test)]
#[path = "actor/jobs_again.rs"]
mod jobs_again;
#[cfg(test)]
#[path = "actor/jobs_list.rs"]
mod jobs_list;
#[cfg(test)]
#[path = "actor/jobs_stop.rs"]
mod jobs_stop;
#[cfg(test)]
#[path = "actor/jobs_sweep.rs"]
mod jobs_sweep;
#[cfg(test)]
#[path = "actor/life.rs"]
mod life;
#[cfg(test)]
#[path = "actor/neighbours.rs"]
mod neighbours;
#[cfg(test)]
#[path = "actor/open.rs"]
mod open;
#[cfg(test)]
#[path = "actor/outcomes.rs"]
mod outcomes;
#[cfg(test)]
#[path = "actor/reads.rs"]
mod reads;
#[cfg(test)]
#[path = "actor/rest.rs"]
mod rest;
#[cfg(test)]
#[path = "actor/restart.rs"]
mod restart;
#[cfg(test)]
#[path = "actor/signing.rs"]
mod signing;
#[cfg(test)]
#[path = "actor/sweep.rs"]
mod sweep;
#[cfg(test)]
#[path = "actor/tenant.rs"]
mod tenant;
#[cfg(test)]
#[path = "actor/turns.rs"]
mod turns;
#[cfg(test)]
#[path = "actor/world.rs"]
mod world;
