//! Where a needle can begin in a long text, many places at a time, however common its letters are.
//!
//! Invariant: no place is passed over; a place that is told need not be one.

/// Places in a window: looked at together, so that the compiler takes them in vectors.
pub(super) const WIDTH: usize = 32;

/// Up to four letters of a needle: where one of them is missing, it does not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Probes([Probe; 4]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Probe {
    /// Its place in the needle.
    offset: usize,
    letter: u8,
    /// The bit that tells upper from lower case, if it has cases.
    case: u8,
}

impl Probes {
    /// The rarest letters of a folded needle that is not empty.
    pub(super) fn of(needle: &[u8]) -> Self {
        let mut offsets: Vec<usize> = (0..needle.len()).collect();
        offsets.sort_by_key(|offset| commonness(needle[*offset]));
        let probe = |number: usize| {
            let offset = offsets[number % offsets.len()];
            let letter = needle[offset];
            let case = match letter.is_ascii_lowercase() {
                true => 0x20,
                false => 0,
            };
            Probe {
                offset,
                letter,
                case,
            }
        };
        Self([0, 1, 2, 3].map(probe))
    }

    /// The place of the rarest letter.
    pub(super) fn rarest(&self) -> usize {
        self.0[0].offset
    }

    /// Whether the needle can begin here; the text has room for it.
    pub(super) fn fit(&self, text: &[u8], at: usize) -> bool {
        let fits = |probe: &Probe| text[at + probe.offset] | probe.case == probe.letter;
        self.0.iter().all(fits)
    }

    /// The number of the first of these windows, the first of which begins at `from`, in which the
    /// needle can begin; the text has room for it at all of their places.
    pub(super) fn first_window(&self, text: &[u8], from: usize, windows: usize) -> Option<usize> {
        let along = |probe: Probe| text[from + probe.offset..].as_chunks::<WIDTH>().0;
        let [one, two, three, four] = self.0;
        let first = along(one).iter().zip(along(two));
        let second = along(three).iter().zip(along(four));
        let mut bytes = first.zip(second).take(windows);
        bytes.position(|((first, second), (third, fourth))| {
            let mut can_begin = false;
            for place in 0..WIDTH {
                can_begin |= (first[place] | one.case == one.letter)
                    & (second[place] | two.case == two.letter)
                    & (third[place] | three.case == three.letter)
                    & (fourth[place] | four.case == four.letter);
            }
            can_begin
        })
    }
}

/// How often a letter stands in names, logins and numbers, roughly: the rarer, the faster it is
/// looked for.
fn commonness(letter: u8) -> u8 {
    const ORDER: &[u8] = b"qxzwfjcp_-vygbkldtmhsuoeirna.@ 8642975310";
    let place = ORDER.iter().position(|known| *known == letter);
    place.map_or(0, |place| u8::try_from(place).unwrap_or(u8::MAX) + 1)
}
