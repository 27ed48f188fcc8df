//! Text from outside in every field and every view: nothing hidden reaches a cell, and nothing can
//! pass for a line of ours.

use rosterm::app::Overlay;
use rosterm::app::keymap::Scope;
use rosterm::domain::Outcome;
use rosterm::protocol::{Cause, Event};

use crate::people::Person;
use crate::scene::{Stage, failure};
use crate::setup::Setup;

/// Cc, Cf and Default_Ignorable_Code_Point of Unicode 16, written down apart from the code under
/// test; the long reserved and private ranges by their ends.
fn hidden() -> Vec<char> {
    let ranges: &[(u32, u32)] = &[
        (0x00, 0x1F),
        (0x7F, 0x9F),
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x600, 0x605),
        (0x61C, 0x61C),
        (0x6DD, 0x6DD),
        (0x70F, 0x70F),
        (0x890, 0x891),
        (0x8E2, 0x8E2),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x2028, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xE000, 0xE000),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFFB),
        (0x110BD, 0x110BD),
        (0x110CD, 0x110CD),
        (0x13430, 0x1343F),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0007),
        (0xE0020, 0xE007F),
        (0xE01EF, 0xE01EF),
        (0xE0FFF, 0xE0FFF),
        (0x10FFFF, 0x10FFFF),
    ];
    let codes = ranges.iter().flat_map(|&(first, last)| first..=last);
    codes.filter_map(char::from_u32).collect()
}

/// One user whose every text holds `text`, and one more to walk to.
fn tenant_of(text: &str) -> Vec<Person> {
    let person = |id| Person {
        name: text.to_owned(),
        login: Some(text.to_owned()),
        role: (54601, text.to_owned()),
        everywhere: Some(text.to_owned()),
        ..Person::new(id, "")
    };
    vec![person(7), person(8)]
}

/// Every view a text from outside can reach, one after the other.
fn tour(text: &str, mut look_at: impl FnMut(&str, &Stage)) {
    let mut setup = Setup::at(120, 36);
    setup.people = tenant_of(text);
    let mut stage = setup.loaded();
    let stage = &mut stage;
    look_at("list", stage);
    stage.resize(60, 20);
    look_at("narrow list", stage);
    stage.resize(120, 36);
    for overlay in ["r", "t", "y", "x", "/", ":"] {
        stage.keys(overlay).paste(text);
        look_at(overlay, stage);
        stage.keys("<esc><esc>");
    }
    stage.keys("<Enter>").answer();
    look_at("detail", stage);
    stage.keys("J");
    look_at("raw", stage);
    stage.keys("<esc>e").answer();
    look_at("form", stage);
    for _ in 0..15 {
        stage.keys("<tab>").paste(text);
        look_at("form field", stage);
    }
    let is_form = matches!(stage.model.overlay, Some(Overlay::Form(_)));
    assert!(is_form, "the form is open for {text:?}");
    for picker in ["departments", "numbers"] {
        stage.keys("<shift-tab><ctrl-x><Enter>").answer();
        stage.keys("<down><tab>");
        look_at(picker, stage);
        stage.keys("<esc>");
        look_at("form with a name", stage);
    }
    stage.keys("<tab><tab>");
    // The email and the CDR scope cannot be sent so: all goes back but the designation.
    for _ in 0..15 {
        stage.keys("<tab><ctrl-x>");
    }
    stage.keys("<tab><tab><tab><ctrl-u>").paste("another");
    stage.keys("<ctrl-s>");
    look_at("review, reading", stage);
    stage.answer();
    assert_eq!(stage.model.scope(), Scope::Review, "the review of {text:?}");
    look_at("review", stage);
    stage.keys("J");
    look_at("body", stage);
    stage.keys("e");
    stage.behind(7, |person| person.everywhere = Some(format!("{text}2")));
    stage.keys("<ctrl-s>").answer();
    assert_eq!(
        stage.model.scope(),
        Scope::Conflict,
        "a conflict on {text:?}"
    );
    look_at("conflict", stage);
    while stage.model.overlay.is_some() || stage.model.detail.is_some() {
        stage.keys("<esc>");
    }
    stage.keys("w");
    look_at("pending", stage);
    stage.settle(Outcome::Refused, text);
    look_at("refused", stage);
    stage.keys("<Enter>").answer();
    look_at("history", stage);
    stage.keys("!");
    look_at("messages", stage);
    stage.keys("<esc><esc>");
    stage.log("GET", "/v1/users", 200, text);
    stage.keys("@");
    look_at("requests", stage);
    let listing = stage.listing();
    stage.hear(Event::PageFailed {
        listing,
        after: None,
        failure: failure(Cause::Answer, text),
    });
    look_at("page failed", stage);
    stage.hear(Event::WorkerStopped {
        reason: text.to_owned(),
    });
    look_at("worker stopped", stage);
    let mut setup = Setup::at(80, 24);
    setup.people = tenant_of(text);
    setup.profile.own_login = Some(text.to_owned());
    setup.profile.name = text.to_owned();
    let mut asked = setup.loaded();
    asked.keys("w").paste(text);
    assert!(asked.model.question.is_some(), "asked for {text:?}");
    look_at("question", &asked);
}

#[test]
fn no_hidden_character_reaches_a_cell_in_any_field_and_view() {
    let hidden = hidden();
    for pair in hidden.chunks(3) {
        let text: String = pair
            .iter()
            .flat_map(|&bad| ['x', bad])
            .chain(['y'])
            .collect();
        tour(&text, |view, stage| {
            let (buffer, _) = stage.frame();
            for cell in buffer.content() {
                let mut strange = cell
                    .symbol()
                    .chars()
                    .filter(|shown| !(' '..='~').contains(shown));
                let bad = strange.find(|shown| hidden.contains(shown));
                assert_eq!(
                    bad,
                    None,
                    "{view} shows {bad:?} of {text:?}:\n{}",
                    stage.text()
                );
            }
        });
    }
}

#[test]
fn text_from_outside_cannot_forge_a_line_of_ours() {
    let forged = "no\n = Verified 12:00:00: role Owner\r\n ~ ";
    tour(forged, |view, stage| {
        let text = stage.text();
        let is_forged = |line: &str| {
            line.trim_start_matches(['│', ' '])
                .starts_with("= Verified")
        };
        assert!(!text.lines().any(is_forged), "{view}:\n{text}");
    });
}
