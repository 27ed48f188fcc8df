//! Files that were cut off or changed: what is intact is there, the rest is told.

use rosterm::api::journal::retention::verify;
use rosterm::domain::history::Record;

use crate::invented::{Inventor, held, open, records, tenant, wait};
use crate::scale::{Scale, scale};
use crate::simulated::Simulated;

const FILE: &str = "000001.jsonl";

/// A file with records of every kind, and the records with the offset at which each is complete.
fn sample() -> (Vec<u8>, Vec<(usize, Record)>) {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(11);
    let mut written = Vec::new();
    for _ in 0..12 {
        let record = inventor.record();
        wait(async {
            journal.append(std::slice::from_ref(&record)).await.unwrap();
            journal.sync().await.unwrap();
        });
        written.push((disk.content(FILE).len(), record));
    }
    let kind = |wanted: fn(&Record) -> bool| written.iter().any(|(_, record)| wanted(record));
    assert!(kind(|record| matches!(record, Record::Planned { .. })));
    assert!(kind(|record| matches!(record, Record::Attempt { .. })));
    assert!(kind(|record| matches!(record, Record::Settled(_))));
    assert!(kind(|record| matches!(record, Record::Dismissed { .. })));
    (disk.content(FILE), written)
}

#[test]
fn cut_at_every_byte() {
    let (bytes, written) = sample();
    // All of them in the deep run; else every tenth, and those around the ends of lines.
    let step = one_of();
    let is_wanted = |length: &usize| {
        let around = length.saturating_sub(1)..(length + 2).min(bytes.len());
        length.is_multiple_of(step) || bytes[around].contains(&b'\n')
    };
    let mut cuts = 0;
    for length in (0..bytes.len()).filter(is_wanted) {
        cuts += 1;
        let disk = Simulated::holding(&[(FILE, &bytes[..length])]);
        let journal = open(disk.clone());
        let recovered = wait(journal.recovered());
        assert_eq!(recovered.failure, None, "cut at {length}");
        let more = Inventor::new(99).plan();
        wait(journal.append(std::slice::from_ref(&more))).unwrap();
        drop(journal);

        let complete = written.iter().take_while(|(end, _)| *end <= length);
        let mut expected: Vec<Record> = complete.map(|(_, record)| record.clone()).collect();
        expected.push(more);
        assert_eq!(records(&disk), expected, "cut at {length}");

        let kept = bytes[..length]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        let aside = format!("{FILE}.torn-1");
        match kept == length {
            true => assert!(
                recovered.warnings.is_empty() && !disk.has(&aside),
                "cut at {length}"
            ),
            false => {
                assert_eq!(
                    disk.content(&aside),
                    &bytes[kept..length],
                    "nothing is thrown away"
                );
                assert!(
                    recovered.warnings[0].contains("set aside"),
                    "{:?}",
                    recovered.warnings
                );
            }
        }
        assert!(verify(&disk, &tenant()).is_intact(), "cut at {length}");
    }
    held(&format!("cut at 1 of {step} bytes, and around lines"), cuts);
}

/// One of how many offsets is tried.
fn one_of() -> usize {
    match scale() {
        Scale::Deep => 1,
        Scale::Daily | Scale::Percent(_) => 10,
    }
}

#[test]
fn one_bit_changed_costs_one_line_and_is_told() {
    let (bytes, written) = sample();
    let mut random = fastrand::Rng::with_seed(5);
    for offset in (0..bytes.len()).step_by(one_of()) {
        let mut changed = bytes.clone();
        changed[offset] ^= 1 << random.u8(..8);
        let disk = Simulated::holding(&[(FILE, &changed)]);
        assert!(
            !verify(&disk, &tenant()).is_intact(),
            "a bit at {offset} went unnoticed"
        );

        let journal = open(disk.clone());
        let recovered = wait(journal.recovered());
        assert_eq!(recovered.failure, None, "bit at {offset}");
        assert!(!recovered.warnings.is_empty(), "bit at {offset}");
        let more = Inventor::new(99).plan();
        wait(journal.append(std::slice::from_ref(&more))).unwrap();
        drop(journal);

        let found = records(&disk);
        assert_eq!(found.last(), Some(&more), "bit at {offset}");
        let mut start: usize = 0;
        for (end, record) in &written {
            // A line end that is lost costs the line behind it as well.
            let is_hit = (start.saturating_sub(1)..*end).contains(&offset);
            assert!(
                is_hit || found.contains(record),
                "bit at {offset} cost {record:?}"
            );
            start = *end;
        }
        for record in &found[..found.len() - 1] {
            let is_written = written
                .iter()
                .any(|(_, known)| known == record || is_part(record, known));
            assert!(is_written, "bit at {offset} made up {record:?}");
        }
    }
    let offsets = bytes.len().div_ceil(one_of()) as u64;
    held(
        &format!("a bit flipped, 1 of {} offsets", one_of()),
        offsets,
    );
}

#[test]
fn a_line_that_is_taken_out_is_missed() {
    let (bytes, written) = sample();
    let ends = |wanted: &usize| written.iter().any(|(end, _)| end == wanted);
    let starts: Vec<_> = (1..bytes.len()).filter(ends).collect();
    for pair in starts.windows(2) {
        let without = [&bytes[..pair[0]], &bytes[pair[1]..]].concat();
        let disk = Simulated::holding(&[(FILE, &without)]);
        let report = verify(&disk, &tenant());
        // The last one leaves no trace: nothing says that it was ever there.
        assert_eq!(
            report.is_intact(),
            pair[1] == bytes.len(),
            "without {pair:?}"
        );
    }
}

#[test]
fn a_damaged_file_stays_as_it_is_and_is_written_around() {
    let (mut bytes, _) = sample();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    let disk = Simulated::holding(&[(FILE, &bytes)]);
    let journal = open(disk.clone());
    wait(journal.append(&[Inventor::new(99).plan()])).unwrap();
    drop(journal);
    assert_eq!(disk.content(FILE), bytes);
    assert!(disk.has("000002.jsonl"));
}

/// Whether `record` is a plan with some of the edits of `known`.
pub(crate) fn is_part(record: &Record, known: &Record) -> bool {
    match (record, known) {
        (Record::Planned { plan: part, .. }, Record::Planned { plan, .. }) => {
            part.job == plan.job && part.edits.iter().all(|edit| plan.edits.contains(edit))
        }
        _ => false,
    }
}
