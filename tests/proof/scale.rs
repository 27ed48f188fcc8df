//! How much is proved: the size of every day, or with ROSTERM_PROOF=deep that of a release; a
//! number multiplies every count. The results are one table.

use std::fmt::Write as _;
use std::sync::Mutex;

/// So many times the counts of every day, and at least so much as asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// What every run of the tests proves.
    Daily,
    /// What is proved before a release.
    Deep,
    /// This share of the deep counts, in a hundred.
    Percent(u64),
}

/// What the environment asks for.
pub(crate) fn scale() -> Scale {
    match std::env::var("ROSTERM_PROOF").as_deref() {
        Ok("deep") => Scale::Deep,
        Ok(text) if text.ends_with('%') => {
            let number = text.trim_end_matches('%').parse();
            Scale::Percent(number.expect("ROSTERM_PROOF is deep or a share such as 5%"))
        }
        Ok(_) | Err(_) => Scale::Daily,
    }
}

impl Scale {
    /// The count of every day, or (a share of) that before a release.
    pub(crate) fn count(self, daily: u64, deep: u64) -> u64 {
        match self {
            Self::Daily => daily,
            Self::Deep => deep,
            Self::Percent(percent) => (deep * percent / 100).max(daily),
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) runs: u64,
    pub(crate) violations: usize,
    pub(crate) remark: String,
}

static TABLE: Mutex<Vec<Line>> = Mutex::new(Vec::new());

/// Adds a line and prints the table as far as it is known.
pub(crate) fn report(line: Line) {
    let mut table = TABLE.lock().unwrap();
    table.push(line);
    let mut text = format!(
        "\n{:<44} {:>10} {:>11}  remark\n",
        "what", "runs", "violations"
    );
    for line in table.iter() {
        let Line {
            what,
            runs,
            violations,
            remark,
        } = line;
        let _ = writeln!(text, "{what:<44} {runs:>10} {violations:>11}  {remark}");
    }
    println!("{text}");
}
