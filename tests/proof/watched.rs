//! A real disk that remembers which attempts were synced, so that the server can ask it.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex};

use rosterm::api::journal::Disk;
use rosterm::api::journal::file_system::FileSystem;

/// The attempts that outlive a power cut from now on.
pub(crate) type Durable = Arc<Mutex<HashSet<String>>>;

pub(crate) struct Watched {
    disk: Disk,
    durable: Durable,
}

pub(crate) struct Open {
    file: File,
    /// Written since the last sync.
    pending: Arc<Mutex<Vec<String>>>,
}

impl Watched {
    pub(crate) fn new(disk: Disk, durable: Durable) -> Self {
        Self { disk, durable }
    }
}

fn opened(file: File) -> Open {
    Open {
        file,
        pending: Arc::default(),
    }
}

/// The ids after `"attempt":"` in these lines.
fn attempts(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let after = text.split("\"attempt\":\"").skip(1);
    after.map(|rest| rest.chars().take(26).collect()).collect()
}

impl FileSystem for Watched {
    type File = Open;

    fn names(&self) -> io::Result<Vec<String>> {
        self.disk.names()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.disk.read(name)
    }

    fn create(&self, name: &str) -> io::Result<Open> {
        self.disk.create(name).map(opened)
    }

    fn open(&self, name: &str) -> io::Result<Open> {
        self.disk.open(name).map(opened)
    }

    fn lock(&self, name: &str) -> io::Result<Option<Open>> {
        Ok(self.disk.lock(name)?.map(opened))
    }

    fn append(&self, file: &mut Open, bytes: &[u8]) -> io::Result<()> {
        file.pending.lock().unwrap().extend(attempts(bytes));
        self.disk.append(&mut file.file, bytes)
    }

    fn truncate(&self, file: &mut Open, length: u64) -> io::Result<()> {
        self.disk.truncate(&mut file.file, length)
    }

    fn sync(&self, file: &mut Open) -> io::Result<()> {
        self.disk.sync(&mut file.file)?;
        let synced = file.pending.lock().unwrap().split_off(0);
        self.durable.lock().unwrap().extend(synced);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        self.disk.sync_names()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.disk.remove(name)
    }
}
