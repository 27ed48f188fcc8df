//! The end of the journal, where lines are appended.
//!
//! Invariants: a file in which a write or a sync failed is never written to again: what was not
//! yet durable in it is written anew to the next file, and if that fails too nothing is written
//! ever after. A line is durable when [`Tape::sync`] has returned after it.

use std::io;

use super::file_system::FileSystem;
use super::segment::{self, Condition, FORMAT, Header};
use super::survey::Survey;
use super::{JournalFailure, Tenant};

/// Appends lines to the last file.
pub(super) struct Tape<F: FileSystem> {
    files: F,
    tenant: Tenant,
    file: Option<Open<F::File>>,
    /// The number of the file after this one.
    next_file: u32,
    /// The number of the next record.
    next_record: u64,
    highest_job: u64,
    /// Records handed to the system and not known to be durable, with their numbers.
    unsynced: Vec<(u64, String)>,
    failure: Option<JournalFailure>,
}

/// The file that is written to.
struct Open<File> {
    file: File,
    length: u64,
    /// The checksum of its last line.
    sum: u32,
    /// Whether it is durable that there is such a file.
    is_named: bool,
}

impl<F: FileSystem> Tape<F> {
    /// Goes on behind what was found. No file is made before there is something to write.
    ///
    /// # Errors
    /// Why the last file cannot be opened.
    pub(super) fn behind(
        files: F,
        tenant: Tenant,
        survey: &Survey,
        highest_job: u64,
    ) -> io::Result<Self> {
        let last = survey.files.last();
        let file =
            match last.filter(|file| file.header.is_some() && file.condition == Condition::Whole) {
                Some(last) => Some(Open {
                    file: files.open(&segment::name(last.number))?,
                    length: last.length,
                    sum: last.sum,
                    // Whoever made it may have died before that was durable.
                    is_named: false,
                }),
                None => None,
            };
        Ok(Self {
            files,
            tenant,
            file,
            next_file: last.map_or(1, |last| last.number + 1),
            next_record: survey.next_record(),
            highest_job,
            unsynced: Vec::new(),
            failure: None,
        })
    }

    /// Hands records to the system: they outlive this process, but not yet a power cut.
    ///
    /// # Errors
    /// Now and for ever after.
    pub(super) fn write(&mut self, records: Vec<String>) -> Result<(), JournalFailure> {
        self.check()?;
        if self
            .file
            .as_ref()
            .is_some_and(|file| file.length >= segment::FULL)
        {
            self.sync()?;
            self.file = None;
        }
        let first_new = self.unsynced.len();
        for record in records {
            self.unsynced.push((self.next_record, record));
            self.next_record += 1;
        }
        let written = match &mut self.file {
            Some(file) => file.append(&self.files, &self.unsynced[first_new..]),
            None => self.begin_file(),
        };
        written
            .or_else(|_| self.begin_file())
            .map_err(|error| self.fail(&error))
    }

    /// Returns when all that was written is durable.
    ///
    /// # Errors
    /// Now and for ever after.
    pub(super) fn sync(&mut self) -> Result<(), JournalFailure> {
        self.check()?;
        if self.unsynced.is_empty() {
            return Ok(());
        }
        let synced = self
            .try_sync()
            .or_else(|_| self.begin_file().and_then(|()| self.try_sync()));
        synced.map_err(|error| self.fail(&error))?;
        self.unsynced.clear();
        Ok(())
    }

    /// Whether nothing waits for a sync.
    pub(super) fn is_synced(&self) -> bool {
        self.unsynced.is_empty() || self.failure.is_some()
    }

    fn check(&self) -> Result<(), JournalFailure> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn fail(&mut self, error: &io::Error) -> JournalFailure {
        let failure = JournalFailure::files(error);
        self.failure = Some(failure.clone());
        failure
    }

    fn try_sync(&mut self) -> io::Result<()> {
        if let Some(open) = &mut self.file {
            self.files.sync(&mut open.file)?;
            if !open.is_named {
                self.files.sync_names()?;
                open.is_named = true;
            }
        }
        Ok(())
    }

    /// Begins the next file with all that is not durable.
    fn begin_file(&mut self) -> io::Result<()> {
        self.file = None;
        let number = self.next_file;
        self.next_file += 1;
        let header = Header {
            format: FORMAT,
            profile: self.tenant.profile.clone(),
            origin: self.tenant.origin.clone(),
            app: concat!("rosterm ", env!("CARGO_PKG_VERSION")).to_owned(),
            first: self
                .unsynced
                .first()
                .map_or(self.next_record, |(number, _)| *number),
            jobs: self.highest_job,
            purged: false,
        };
        let mut file = self.files.create(&segment::name(number))?;
        let (line, sum) = header.line();
        self.files.append(&mut file, line.as_bytes())?;
        let mut open = Open {
            file,
            length: line.len() as u64,
            sum,
            is_named: false,
        };
        open.append(&self.files, &self.unsynced)?;
        self.file = Some(open);
        Ok(())
    }
}

impl<File> Open<File> {
    fn append<F: FileSystem<File = File>>(
        &mut self,
        files: &F,
        records: &[(u64, String)],
    ) -> io::Result<()> {
        let mut bytes = String::new();
        for (number, record) in records {
            let (line, sum) = segment::line(self.sum, *number, record);
            bytes.push_str(&line);
            self.sum = sum;
        }
        self.length += bytes.len() as u64;
        files.append(&mut self.file, bytes.as_bytes())
    }
}
