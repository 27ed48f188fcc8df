//! User ids: ascending with gaps, and a pure bijection with the people's numbers 0, 1, 2, …
//! Each number owns a block of ids and sits at a hashed place in it, so that both directions are
//! arithmetic. The cast of the default seed has its own ids below the first ordinary block.

use super::cast::{self, CAST};

const START: u64 = 314_600;
const BLOCK: u64 = 16;
/// No id is greater: keeps the arithmetic below far from overflow for whatever a client sends.
const CEILING: u64 = 1 << 50;

/// The id of the `n`th user.
pub(super) fn id_of(seed: u64, n: u64) -> u64 {
    match cast::member(seed, n) {
        Some(member) => member.id,
        None => START + n * BLOCK + scatter(seed, n) % BLOCK,
    }
}

/// The number of the user with this id, or of none.
pub(super) fn number_of(seed: u64, id: u64) -> Option<u64> {
    if id > CEILING {
        return None;
    }
    let n = CAST
        .iter()
        .zip(0..)
        .find(|(member, n)| member.id == id && cast::member(seed, *n).is_some())
        .map(|(_, n)| n)
        .or_else(|| Some(id.checked_sub(START)? / BLOCK))?;
    (id_of(seed, n) == id).then_some(n)
}

/// The number of the first user whose id is greater than `cursor`.
pub(super) fn first_after(seed: u64, cursor: u64) -> u64 {
    let cursor = cursor.min(CEILING);
    let block = cursor.saturating_sub(START) / BLOCK;
    // The cast is packed closer than one a block, so a guess may lie on either side of the answer:
    // start below any of them and walk; never more than the cast is long.
    let mut n = if block < CAST.len() as u64 { 0 } else { block };
    while id_of(seed, n) <= cursor {
        n += 1;
    }
    n
}

/// A well-mixed number for a person: what everything about them is drawn from (splitmix64).
pub(super) fn scatter(seed: u64, n: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0xd134_2543_de82_ef95)
        .wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn id_and_number_are_inverse(seed in prop_oneof![Just(1u64), any::<u64>()], n in 0u64..2_000_000) {
            prop_assert_eq!(number_of(seed, id_of(seed, n)), Some(n));
            prop_assert!(id_of(seed, n) < id_of(seed, n + 1));
        }

        #[test]
        fn an_id_between_two_users_is_nobody_and_continues_with_the_next(
            seed in prop_oneof![Just(1u64), any::<u64>()],
            cursor in 0u64..400_000,
        ) {
            let next = first_after(seed, cursor);
            prop_assert!(id_of(seed, next) > cursor);
            prop_assert!(next == 0 || id_of(seed, next - 1) <= cursor);
            if number_of(seed, cursor).is_none() {
                prop_assert!(next == 0 || id_of(seed, next - 1) < cursor);
            }
        }
    }
}
