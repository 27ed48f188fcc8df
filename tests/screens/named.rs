//! The named states as text: what is there, in which words, and whether it fits.

use crate::scene::Setup;
use crate::states::STATES;

#[test]
fn every_named_state_looks_as_it_did() {
    for (name, sizes, bring_about) in STATES {
        let screens = sizes.each().iter().map(|&(columns, rows)| {
            let screen = bring_about(Setup::at(columns, rows)).text();
            format!("--- {columns}x{rows} ---\n{screen}\n")
        });
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(*name, screens.collect::<String>());
        });
    }
}

#[test]
fn too_small_says_so_in_a_sentence() {
    let mut screens = String::new();
    for (columns, rows) in [(39, 9), (39, 24), (80, 9), (20, 3), (6, 1)] {
        let mut stage = Setup::at(80, 24).loaded();
        stage.keys("w");
        stage.resize(columns, rows);
        screens.push_str(&format!("--- {columns}x{rows} ---\n{}\n", stage.text()));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("too_small", screens);
    });
}
