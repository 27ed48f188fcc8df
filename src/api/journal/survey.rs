//! Reads all files of a journal in order, changing nothing: the one reader behind recovery,
//! `read`, `verify` and `purge`.
//!
//! Invariants: every intact record is handed out once, oldest first; a record that was written
//! anew in a later file counts there; whatever is not as it should be has a sentence.

use std::io;

use super::decoder::Decoder;
use super::file_system::FileSystem;
use super::segment::{self, Condition, FORMAT, Header, Scan};
use super::{Entry, JournalFailure, Tenant};
use jiff::Timestamp;

/// What a journal's files are like.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) files: Vec<FileState>,
    pub(super) warnings: Vec<String>,
    /// Why nothing may be written behind what is there.
    pub(super) failure: Option<JournalFailure>,
}

/// One file of the journal.
#[derive(Debug)]
pub(super) struct FileState {
    pub(super) number: u32,
    pub(super) header: Option<Header>,
    pub(super) condition: Condition,
    pub(super) length: u64,
    /// The checksum of the last intact line.
    pub(super) sum: u32,
    /// The highest record number in it.
    pub(super) last: u64,
    /// How many records, lines that only complete others not counted.
    pub(super) records: usize,
    /// The times of its oldest and newest record.
    pub(super) span: Option<(Timestamp, Timestamp)>,
}

impl Survey {
    /// The number the next record gets.
    pub(super) fn next_record(&self) -> u64 {
        let first = |file: &FileState| file.header.as_ref().map_or(0, |header| header.first);
        let next = |file: &FileState| first(file).max(file.last + 1);
        self.files.iter().map(next).max().unwrap_or(1)
    }

    /// The highest job number that purged records may have had.
    pub(super) fn highest_job(&self) -> u64 {
        let headers = self.files.iter().filter_map(|file| file.header.as_ref());
        headers.map(|header| header.jobs).max().unwrap_or(0)
    }
}

/// A file in memory.
struct Loaded {
    number: u32,
    bytes: Vec<u8>,
}

/// Reads everything that belongs to `tenant` and hands it to `visit` with the file's number.
pub(super) fn survey<F: FileSystem>(
    files: &F,
    tenant: &Tenant,
    visit: &mut dyn FnMut(u32, Entry),
) -> Survey {
    let mut survey = Survey::default();
    let names = match files.names() {
        Ok(names) => names,
        Err(error) => {
            survey.failure = Some(JournalFailure::files(&error));
            return survey;
        }
    };
    let mut numbers: Vec<u32> = names
        .iter()
        .filter_map(|name| segment::number(name))
        .collect();
    numbers.sort_unstable();
    let load = |number| (number, files.read(&segment::name(number)));
    let mut numbers = numbers.into_iter().map(load);
    let mut next = numbers.find_map(|loaded| survey.loaded(loaded));
    while let Some(file) = next {
        next = numbers.find_map(|loaded| survey.loaded(loaded));
        let scan = segment::scan(&file.bytes);
        let rewritten_from = next.as_ref().and_then(|next| segment::first(&next.bytes));
        survey.take(&file, scan, rewritten_from, tenant, visit);
    }
    survey
}

impl Survey {
    fn loaded(&mut self, (number, read): (u32, io::Result<Vec<u8>>)) -> Option<Loaded> {
        match read {
            Ok(bytes) => Some(Loaded { number, bytes }),
            Err(error) => {
                let failure = JournalFailure::files(&error);
                self.warnings
                    .push(format!("{}: {failure}", segment::name(number)));
                self.failure.get_or_insert(failure);
                None
            }
        }
    }

    fn take(
        &mut self,
        file: &Loaded,
        scan: Scan<'_>,
        rewritten_from: Option<u64>,
        tenant: &Tenant,
        visit: &mut dyn FnMut(u32, Entry),
    ) {
        let name = segment::name(file.number);
        let state = FileState {
            number: file.number,
            condition: scan.condition,
            length: file.bytes.len() as u64,
            sum: scan.sum,
            last: scan
                .frames
                .iter()
                .map(|frame| frame.number)
                .max()
                .unwrap_or(0),
            records: 0,
            span: None,
            header: scan.header.clone(),
        };
        if let Some(header) = &scan.header {
            let refusal = refusal(header, tenant);
            if let Some(failure) = refusal {
                self.warnings.push(format!("{name} is not used: {failure}"));
                self.failure.get_or_insert(failure);
                self.files.push(state);
                return;
            }
        }
        self.warn(&name, file, scan.condition);
        self.files.push(state);
        self.hand_out(file.number, &name, &scan, rewritten_from, visit);
    }

    /// Says what is wrong with a file that is one of ours.
    fn warn(&mut self, name: &str, file: &Loaded, condition: Condition) {
        match condition {
            // Said when it is set aside.
            Condition::Whole | Condition::Torn { .. } => {}
            Condition::Damaged { places } => self.warnings.push(format!(
                "the journal file {name} is damaged in {}; what is intact is used and the file \
                 stays as it is: look at the disk, and at the users whose changes are missing",
                count(places, "place")
            )),
        }
        let last = self.files.last();
        let may_miss = last.is_none_or(|last| {
            last.header.as_ref().is_some_and(|header| header.purged)
                || matches!(last.condition, Condition::Damaged { .. })
        });
        let expected = self.next_record();
        if let Some(first) = segment::first(&file.bytes)
            && !may_miss
            && first > expected
        {
            self.warnings.push(format!(
                "records {expected} to {} are missing before the journal file {name}",
                first - 1
            ));
        }
    }

    fn hand_out(
        &mut self,
        number: u32,
        name: &str,
        scan: &Scan<'_>,
        rewritten_from: Option<u64>,
        visit: &mut dyn FnMut(u32, Entry),
    ) {
        let mut decoder = Decoder::default();
        let mut records = Vec::new();
        let mut unknown = 0;
        let (mut count_of, mut span) = (0, None::<(Timestamp, Timestamp)>);
        let mut hand_on = |records: &mut Vec<_>, sequence| {
            for record in records.drain(..) {
                let at = crate::domain::history::Record::at(&record);
                span = Some(span.map_or((at, at), |(from, to)| (from.min(at), to.max(at))));
                count_of += 1;
                visit(number, Entry { sequence, record });
            }
        };
        let kept =
            |frame: &&segment::Frame<'_>| rewritten_from.is_none_or(|from| frame.number < from);
        let mut sequence = 0;
        for frame in scan.frames.iter().filter(kept) {
            if frame.after_gap {
                decoder.gap();
            }
            if decoder.take(frame.record, &mut records).is_none() {
                unknown += 1;
                decoder.gap();
            }
            hand_on(&mut records, frame.number);
            sequence = frame.number;
        }
        if matches!(scan.condition, Condition::Damaged { .. }) {
            decoder.gap();
        }
        decoder.end(&mut records);
        hand_on(&mut records, sequence);
        if let Some(state) = self.files.last_mut() {
            (state.records, state.span) = (count_of, span);
        }
        if unknown > 0 {
            self.warnings.push(format!(
                "{} of the journal file {name} cannot be understood and {} left as they are",
                count(unknown, "line"),
                if unknown == 1 { "is" } else { "are" },
            ));
        }
    }
}

fn refusal(header: &Header, tenant: &Tenant) -> Option<JournalFailure> {
    if header.format > FORMAT {
        return Some(JournalFailure::Newer {
            app: header.app.clone(),
        });
    }
    let is_ours = header.profile == tenant.profile && header.origin == tenant.origin;
    (!is_ours).then(|| JournalFailure::Foreign {
        profile: header.profile.clone(),
        origin: header.origin.clone(),
    })
}

/// `1 place`, `2 places`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
