//! A disk that forgets, fails and loses power on request, and counts what is asked of it.
//!
//! What it may do is what a real one may do: keep any part of what was not synced, in any order,
//! with zeros between; keep any of the names that were not synced; and after a failed sync never
//! write what it claimed to have.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use rosterm::api::journal::file_system::FileSystem;

/// Parts of this size reach the disk, or not, as one.
const SECTOR: usize = 64;

#[derive(Clone, Default)]
pub(crate) struct Simulated(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    contents: Vec<Content>,
    locks: Vec<usize>,
    faults: Faults,
    calls: u64,
    syncs: u64,
    /// While it is closed, syncs do not return.
    is_gate_closed: bool,
    random: Option<fastrand::Rng>,
}

#[derive(Clone, Default)]
struct Content {
    visible: Vec<u8>,
    durable: Vec<u8>,
    /// A sync failed: nothing that is asked for later can be relied on.
    is_broken: bool,
}

/// Which calls fail; they are counted from 1.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) enum Faults {
    #[default]
    None,
    /// This one.
    One(u64),
    /// This one and all that follow.
    From(u64),
}

pub(crate) struct OpenFile {
    content: usize,
    /// Released when it is dropped.
    lock: Option<Simulated>,
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if let Some(disk) = &self.lock {
            disk.state()
                .locks
                .retain(|content| *content != self.content);
        }
    }
}

impl Simulated {
    pub(crate) fn new(faults: Faults, seed: u64) -> Self {
        let disk = Self::default();
        disk.state().faults = faults;
        disk.state().random = Some(fastrand::Rng::with_seed(seed));
        disk
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap()
    }

    /// Counts calls anew, of which these fail.
    pub(crate) fn fail(&self, faults: Faults) {
        let mut state = self.state();
        (state.calls, state.faults) = (0, faults);
    }

    pub(crate) fn calls(&self) -> u64 {
        self.state().calls
    }

    pub(crate) fn syncs(&self) -> u64 {
        self.state().syncs
    }

    pub(crate) fn close_gate(&self) {
        self.state().is_gate_closed = true;
    }

    pub(crate) fn open_gate(&self) {
        self.state().is_gate_closed = false;
        self.0.1.notify_all();
    }

    /// The file's content as a program sees it.
    pub(crate) fn content(&self, name: &str) -> Vec<u8> {
        let state = self.state();
        state.contents[state.names[name]].visible.clone()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.state().names.contains_key(name)
    }

    pub(crate) fn list(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// A disk without faults that holds these files durably.
    pub(crate) fn holding(files: &[(&str, &[u8])]) -> Self {
        let disk = Self::default();
        let mut state = disk.state();
        for (index, (name, bytes)) in files.iter().enumerate() {
            state.contents.push(Content {
                visible: bytes.to_vec(),
                durable: bytes.to_vec(),
                is_broken: false,
            });
            state.names.insert((*name).to_owned(), index);
        }
        state.durable_names = state.names.clone();
        drop(state);
        disk
    }

    /// The disk as the next process finds it, without faults: nothing is lost.
    pub(crate) fn after_crash(&self) -> Self {
        let files: Vec<_> = self
            .list()
            .into_iter()
            .map(|name| (name.clone(), self.content(&name)))
            .collect();
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        Self::holding(&files)
    }

    /// The disk as it is found when power comes back, without faults.
    pub(crate) fn after_power_loss(&self, random: &mut fastrand::Rng) -> Self {
        let state = self.state();
        let mut names: Vec<&String> = state
            .names
            .keys()
            .chain(state.durable_names.keys())
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut files = Vec::new();
        for name in names {
            let (now, durable) = (state.names.get(name), state.durable_names.get(name));
            let kept = if now == durable || random.bool() {
                durable
            } else {
                now
            };
            if let Some(content) = kept {
                files.push((name.as_str(), state.contents[*content].survivors(random)));
            }
        }
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| (*name, bytes.as_slice()))
            .collect();
        Self::holding(&files)
    }

    /// Counts a call; an error if this one is to fail.
    fn call(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        state.calls += 1;
        let fails = match state.faults {
            Faults::None => false,
            Faults::One(call) => state.calls == call,
            Faults::From(call) => state.calls >= call,
        };
        match fails {
            true => Err(io::Error::other("simulated fault")),
            false => Ok(state),
        }
    }

    fn find(state: &State, name: &str) -> io::Result<usize> {
        let found = state.names.get(name).copied();
        found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

impl Content {
    fn survivors(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        if !self.visible.starts_with(&self.durable) {
            // Cut, and the cut not synced.
            return if random.bool() {
                self.durable.clone()
            } else {
                self.visible.clone()
            };
        }
        let length = random.usize(self.durable.len()..=self.visible.len());
        let mut bytes = self.visible[..length].to_vec();
        for sector in bytes[self.durable.len()..].chunks_mut(SECTOR) {
            if random.u8(..4) == 0 {
                sector.fill(0);
            }
        }
        bytes
    }
}

impl FileSystem for Simulated {
    type File = OpenFile;

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.call()?.names.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let state = self.call()?;
        let content = Self::find(&state, name)?;
        Ok(state.contents[content].visible.clone())
    }

    fn create(&self, name: &str) -> io::Result<OpenFile> {
        let mut state = self.call()?;
        if state.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let content = state.contents.len();
        state.contents.push(Content::default());
        state.names.insert(name.to_owned(), content);
        Ok(OpenFile {
            content,
            lock: None,
        })
    }

    fn open(&self, name: &str) -> io::Result<OpenFile> {
        let state = self.call()?;
        let content = Self::find(&state, name)?;
        Ok(OpenFile {
            content,
            lock: None,
        })
    }

    fn lock(&self, name: &str) -> io::Result<Option<OpenFile>> {
        let mut state = self.call()?;
        let content = match state.names.get(name) {
            Some(content) => *content,
            None => {
                let content = state.contents.len();
                state.contents.push(Content::default());
                state.names.insert(name.to_owned(), content);
                content
            }
        };
        if state.locks.contains(&content) {
            return Ok(None);
        }
        state.locks.push(content);
        Ok(Some(OpenFile {
            content,
            lock: Some(self.clone()),
        }))
    }

    fn append(&self, file: &mut OpenFile, bytes: &[u8]) -> io::Result<()> {
        match self.call() {
            Ok(mut state) => {
                state.contents[file.content]
                    .visible
                    .extend_from_slice(bytes);
                Ok(())
            }
            Err(error) => {
                // A part of it is there all the same.
                let mut state = self.state();
                let part = state
                    .random
                    .as_mut()
                    .map_or(0, |random| random.usize(..=bytes.len()));
                state.contents[file.content]
                    .visible
                    .extend_from_slice(&bytes[..part]);
                Err(error)
            }
        }
    }

    fn truncate(&self, file: &mut OpenFile, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        self.call()?.contents[file.content].visible.truncate(length);
        Ok(())
    }

    fn sync(&self, file: &mut OpenFile) -> io::Result<()> {
        match self.call() {
            Ok(state) => {
                let gate = |state: &mut State| state.is_gate_closed;
                let mut state = self.0.1.wait_while(state, gate).unwrap();
                state.syncs += 1;
                let content = &mut state.contents[file.content];
                if !content.is_broken {
                    content.durable = content.visible.clone();
                }
                Ok(())
            }
            Err(error) => {
                self.state().contents[file.content].is_broken = true;
                Err(error)
            }
        }
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.call()?;
        state.durable_names = state.names.clone();
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.call()?;
        let content = Self::find(&state, from)?;
        state.names.remove(from);
        state.names.insert(to.to_owned(), content);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.call()?;
        Self::find(&state, name)?;
        state.names.remove(name);
        Ok(())
    }
}
