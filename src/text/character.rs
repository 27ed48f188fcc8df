//! What a single character is: harmless, steering, or a joiner that a script needs.
//!
//! Invariant: [`is_hidden`] holds for every character of the general categories Cc, Cf, Zl, Zp and
//! Co, for every noncharacter, and for every default-ignorable code point (Unicode 16, derived core
//! properties), except the joiners and the emoji selectors, which are judged by their neighbours.

use unicode_segmentation::UnicodeSegmentation;

/// U+200C, keeps two letters from joining: Persian compounds, a visible virama.
pub(super) const NON_JOINER: char = '\u{200C}';
/// U+200D, joins: Malayalam chillu, Devanagari half forms, families of emoji.
pub(super) const JOINER: char = '\u{200D}';
/// U+FE0E, asks for the text form of an emoji.
pub(super) const TEXT_SELECTOR: char = '\u{FE0E}';
/// U+FE0F, asks for the colour form of an emoji.
pub(super) const EMOJI_SELECTOR: char = '\u{FE0F}';

/// Whether the character must be shown as a token wherever it stands.
pub(super) fn is_hidden(character: char) -> bool {
    let code = u32::from(character);
    matches!(code,
        // Cc: C0, DEL, C1
        0x00..=0x1F | 0x7F..=0x9F
        // soft hyphen, combining grapheme joiner, Arabic letter mark
        | 0xAD | 0x34F | 0x61C
        // Cf that is drawn around numbers: Arabic, Syriac, Kaithi
        | 0x600..=0x605 | 0x6DD | 0x70F | 0x890..=0x891 | 0x8E2 | 0x110BD | 0x110CD
        // Hangul fillers, Khmer inherent vowels, Mongolian selectors and vowel separator
        | 0x115F..=0x1160 | 0x3164 | 0xFFA0 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        // zero width space, bidirectional marks, separators, embeddings, invisible operators,
        // isolates, deprecated format characters; U+200C and U+200D are not here
        | 0x200B | 0x200E..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F
        // variation selectors but U+FE0E and U+FE0F; byte order mark; specials
        | 0xFE00..=0xFE0D | 0xFEFF | 0xFFF0..=0xFFFB
        // Egyptian, shorthand and musical format controls
        | 0x13430..=0x1343F | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
        // tags, the selectors of plane 14 and all that is reserved beside them
        | 0xE0000..=0xE0FFF
        // private use, and the planes that are private use
        | 0xE000..=0xF8FF | 0xF0000..=0x10_FFFF
        // noncharacters
        | 0xFDD0..=0xFDEF
    ) || code & 0xFFFE == 0xFFFE
}

/// Whether the character is printable ASCII, or a letter, mark, digit or sign of the Latin, Greek,
/// Cyrillic, Arabic or Indic blocks that is never hidden and never glued to what comes after it:
/// enough to know of a text that holds nothing else, whatever its order, if it begins with a base.
pub(super) fn is_ordinary_letter(character: char) -> bool {
    matches!(character,
        ' '..='~'
        | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{24F}'
        | '\u{370}'..='\u{52F}'
        | '\u{620}'..='\u{6DC}' | '\u{6DE}'..='\u{6FF}'
        // without the marks U+0B53 and U+0B54, newer than what splits graphemes, and without U+0D4E,
        // which leans on the letter after it
        | '\u{900}'..='\u{B52}' | '\u{B55}'..='\u{D4D}' | '\u{D4F}'..='\u{D7F}')
}

/// Appends what is shown instead of a hidden character: `^J`, `<9B>`, `<U+202E>`.
pub(super) fn push_token(shown: &mut String, character: char) {
    let code = u32::from(character);
    match code {
        0x00..=0x1F | 0x7F => {
            shown.push('^');
            // Caret notation: the letter 64 away; DEL, 127, is `^?`.
            shown.push(char::from_u32(code ^ 0x40).unwrap_or('?'));
        }
        0x80..=0x9F => shown.push_str(&format!("<{code:02X}>")),
        _ => shown.push_str(&format!("<U+{code:04X}>")),
    }
}

/// Whether the character starts an emoji (Extended_Pictographic). Asked of the segmentation table
/// itself: a joiner glues two characters into one grapheme exactly when both are pictographic
/// (UAX #29, rule GB11).
pub(super) fn is_emoji(character: char) -> bool {
    // Below U+203C only two signs are pictographic, and most text is there.
    if character < '\u{203C}' {
        return matches!(character, '©' | '®');
    }
    let pair: String = [character, JOINER, '\u{231A}'].iter().collect();
    pair.graphemes(true).count() == 1
}

/// Whether the character gives an emoji another skin colour.
pub(super) fn is_skin_tone(character: char) -> bool {
    matches!(character, '\u{1F3FB}'..='\u{1F3FF}')
}

/// Whether the character is a virama, the sign after which both joiners are meaningful
/// (canonical combining class 9; RFC 5892, appendix A).
pub(super) fn is_virama(character: char) -> bool {
    matches!(u32::from(character),
        0x94D | 0x9CD | 0xA4D | 0xACD | 0xB4D | 0xBCD | 0xC4D | 0xCCD | 0xD3B..=0xD3C | 0xD4D
        | 0xDCA | 0xE3A | 0xEBA | 0xF84 | 0x1039..=0x103A | 0x1714..=0x1715 | 0x1734 | 0x17D2
        | 0x1A60 | 0x1B44 | 0x1BAA..=0x1BAB | 0x1BF2..=0x1BF3 | 0x2D7F | 0xA806 | 0xA82C | 0xA8C4
        | 0xA953 | 0xA9C0 | 0xAAF6 | 0xABED | 0x10A3F | 0x11046 | 0x11070 | 0x1107F | 0x110B9
        | 0x11133..=0x11134 | 0x111C0 | 0x11235 | 0x112EA | 0x1134D | 0x11442 | 0x114C2 | 0x115BF
        | 0x1163F | 0x116B6 | 0x1172B | 0x11839 | 0x1193D..=0x1193E | 0x119E0 | 0x11A34 | 0x11A47
        | 0x11A99 | 0x11C3F | 0x11D44..=0x11D45 | 0x11D97)
}

/// Whether the character is a letter or mark of an Indic script with consonant clusters.
pub(super) fn is_indic(character: char) -> bool {
    matches!(character, '\u{900}'..='\u{DFF}')
}

/// Whether the character is a letter or mark of a script whose letters join by hand: Arabic,
/// Syriac, Thaana, N'Ko, Mandaic, Mongolian, Adlam.
pub(super) fn is_cursive(character: char) -> bool {
    matches!(character,
        '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' | '\u{6D5}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6EF}' | '\u{6FA}'..='\u{6FF}'
        | '\u{710}'..='\u{7B1}' | '\u{7CA}'..='\u{7F5}' | '\u{840}'..='\u{86A}'
        | '\u{870}'..='\u{887}' | '\u{889}'..='\u{88E}' | '\u{897}'..='\u{8E1}'
        | '\u{8E3}'..='\u{8FF}' | '\u{1820}'..='\u{18AA}' | '\u{1E900}'..='\u{1E94B}')
}
