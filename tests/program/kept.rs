//! The list of the last run: there without a network, read-only, and replaced when it can be.

use std::fs;

use crate::folder::Folder;
use crate::hand::{Hand, ctrl, program};
use crate::process::{Api, Tenant};
use crate::trouble::closed_address;

#[test]
fn the_list_is_there_without_a_network_and_changes_nothing() {
    let folder = Folder::new();
    let address = closed_address();
    let api = Api {
        base_url: format!("http://{address}/v1"),
        token: "demo-token".to_owned(),
    };
    let open = || {
        let mut command = program(&api, &[]);
        command.env("ROSTERM_CACHE_DIR", &folder);
        Hand::open(command)
    };
    let tenant = Tenant::start_at(&address, &[]);
    let hand = open();
    hand.see("Ravi Kumar Verma");
    hand.leave();
    drop(tenant);

    let hand = open();
    hand.see("could not read   ctrl-r tries again");
    let grid = hand.see("Ravi Kumar Verma");
    assert!(grid.contains(" cached"), "{grid}");
    hand.press("b");
    hand.see("read-only: this list is cached");

    let _tenant = Tenant::start_at(&address, &[]);
    hand.press(&ctrl('r'));
    let grid = hand.see("more on the server");
    assert!(grid.contains("Ravi Kumar Verma"), "{grid}");
    assert!(!grid.contains("100 cached"), "{grid}");
    hand.leave();
}

/// The program in front of a tenant that was there or will be; lists are kept in this folder.
fn open(address: &str, folder: &Folder) -> Hand {
    let api = Api {
        base_url: format!("http://{address}/v1"),
        token: "demo-token".to_owned(),
    };
    let mut command = program(&api, &[]);
    command.env("ROSTERM_CACHE_DIR", folder);
    command.env("ROSTERM_PAGE_SIZE", "1000");
    Hand::open(command)
}

#[test]
fn a_list_that_is_damaged_at_its_end_is_taken_away_with_a_sentence() {
    let folder = Folder::new();
    let address = closed_address();
    let open = || open(&address, &folder);
    let tenant = Tenant::start_at(&address, &["--users", "5000"]);
    let hand = open();
    hand.see("Ravi Kumar Verma");
    hand.press("L");
    hand.see("of 5000");
    hand.leave();
    drop(tenant);

    let mut lists = fs::read_dir(folder.join("lists")).unwrap();
    let list = lists.next().unwrap().unwrap().path().join("list");
    let whole = fs::read(&list).unwrap();
    fs::write(&list, &whole[..whole.len() - 100]).unwrap();
    let hand = open();
    let grid = hand.see("ctrl-r tries again");
    assert!(!grid.contains("Ravi Kumar Verma"), "{grid}");
    assert!(!grid.contains("cached"), "{grid}");
    hand.press("!");
    hand.see("The list of the last run was thrown away: it is cut or damaged");
    hand.press("q");
    hand.leave();
    assert!(!list.exists());
}

/// Found by hand: whoever left within a tenth of a second after `L` had come to the end lost all
/// that was read.
#[test]
fn whoever_leaves_right_after_the_rest_was_loaded_has_it_at_the_next_start() {
    let folder = Folder::new();
    let address = closed_address();
    let open = || open(&address, &folder);
    let tenant = Tenant::start_at(&address, &["--users", "20000"]);
    let hand = open();
    hand.see("Ravi Kumar Verma");
    hand.press("L");
    hand.see("of 20000");
    hand.press("q");
    assert_eq!(hand.pty.exit_code(), 0);
    drop(tenant);

    let hand = open();
    hand.see("of 20000 cached");
    hand.leave();
}
