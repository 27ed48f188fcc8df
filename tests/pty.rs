//! The terminal as the person gets it back: after every kind of end, in a real pseudo-terminal.
#![cfg(unix)]
// The lint knows test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

#[path = "support/canary.rs"]
mod canary;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/life.rs"]
mod life;
#[path = "support/pty.rs"]
mod pty;

use pty::{Program, Pty, count};
use rustix::process::Signal;

/// Set for the process that plays instead of testing.
const PLAY: &str = "ROSTERM_TEST_LIFE";

/// Not a test: what the tests below run in their terminal, this program itself.
#[test]
fn play() {
    if std::env::var_os(PLAY).is_some() {
        // Past the test harness, which has a code of its own.
        std::process::exit(i32::from(life::play()));
    }
}

fn life_command() -> Program {
    let mut command = pty::plain(std::env::current_exe().unwrap());
    command.args(["--exact", "play", "--nocapture", "--test-threads=1"]);
    command.env(PLAY, "1");
    command
}

fn start() -> Pty {
    let pty = Pty::spawn(life_command(), 24, 80);
    pty.wait_for_text("keys 0");
    assert!(pty.look(|screen| screen.alternate_screen() && screen.hide_cursor()));
    pty
}

/// Ends the program in some way and looks at what is left behind; returns the grid.
fn check_end(end: impl FnOnce(&Pty), code: u32) -> String {
    let pty = start();
    end(&pty);
    assert_eq!(pty.exit_code(), code, "grid:\n{}", pty.grid());
    pty.assert_restored();
    assert_eq!(count(&pty.raw(), "\x1b[?1049l"), 1, "restored exactly once");
    pty.grid()
}

#[test]
fn leaving_restores_the_terminal() {
    check_end(|pty| pty.send("q"), 0);
}

#[test]
fn an_error_restores_the_terminal_and_is_told_on_the_ordinary_screen() {
    let grid = check_end(|pty| pty.send("e"), 1);
    assert!(grid.contains("the loop failed"), "{grid}");
}

#[test]
fn a_panic_restores_the_terminal_and_tells_what_was_on_its_way() {
    let grid = check_end(|pty| pty.send("p"), 101);
    assert!(
        grid.contains("rosterm: ended by an internal error: boom ^[[2J<U+202E>"),
        "{grid}"
    );
    assert!(grid.contains("1 write was on its way: Asha (#7)"), "{grid}");
    assert!(grid.contains("life.rs"), "{grid}");
}

#[test]
fn a_panic_anywhere_ends_the_process() {
    for (key, message) in [
        ("d", "boom while drawing"),
        ("t", "boom in a task"),
        ("h", "boom in a thread"),
    ] {
        let grid = check_end(|pty| pty.send(key), 101);
        assert!(grid.contains(message), "{grid}");
    }
}

#[test]
fn keys_typed_before_a_panic_do_not_reach_the_shell() {
    let mut command = pty::plain("sh");
    command.args(["-c", "\"$@\"; stty -echo -icanon min 0 time 0; cat", "sh"]);
    command.args(life_command().get_argv().iter().cloned());
    command.env(PLAY, "1");
    let pty = Pty::spawn(command, 24, 80);
    pty.wait_for_text("keys 0");
    // More than the reader takes before the panic: the end of a long paste.
    pty.send(format!("p{}pasted-rest\r", "x".repeat(3_000)));
    pty.exit_code();
    assert!(!pty.grid().contains("pasted-rest"), "{}", pty.grid());
}

#[test]
fn signals_end_the_program_in_order() {
    for (signal, code, word) in [
        (Signal::TERM, 143, "Terminate"),
        (Signal::HUP, 129, "HangUp"),
        (Signal::INT, 130, "Interrupt"),
        (Signal::QUIT, 131, "Quit"),
    ] {
        let grid = check_end(|pty| pty.signal(signal), code);
        assert!(grid.contains(word), "{grid}");
    }
}

#[test]
fn a_stop_gives_the_terminal_back_until_the_program_is_continued() {
    let pty = start();
    pty.send("xx");
    pty.wait_for_text("keys 2");
    pty.signal(Signal::TSTP);
    pty.wait_until_stopped();
    pty.wait_for("the ordinary screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    });
    pty.assert_restored();

    pty.signal(Signal::CONT);
    pty.wait_for("the whole screen again", |screen| {
        screen.alternate_screen() && screen.hide_cursor() && screen.contents().contains("keys 2")
    });
    pty.send("xq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();
}

#[test]
fn a_stop_from_outside_is_repaired_when_the_program_is_continued() {
    let pty = start();
    pty.signal(Signal::STOP);
    pty.wait_until_stopped();
    pty.signal(Signal::CONT);
    pty.wait_for_text("resumed");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();
    assert_eq!(count(&pty.raw(), "\x1b[?1049h"), 2, "taken over again");
}

#[test]
fn a_suspended_program_leaves_the_terminal_to_its_shell() {
    let mut command = pty::plain("sh");
    // A shell with job control, which says when it has the terminal and brings the program back.
    let script = "set -m; \"$@\"; echo shell has the terminal; read line; fg; echo end of shell";
    command.args(["-c", script, "sh"]);
    command.args(life_command().get_argv().iter().cloned());
    command.env(PLAY, "1");
    let pty = Pty::spawn(command, 24, 80);
    pty.wait_for_text("keys 0");
    pty.send("z");
    pty.wait_for("the shell's screen", |screen| {
        !screen.alternate_screen() && screen.contents().contains("shell has the terminal")
    });
    pty.send("typed to the shell\n");
    pty.wait_for("the program again", |screen| {
        screen.alternate_screen() && screen.contents().contains("keys 0")
    });
    pty.send("q");
    pty.wait_for_text("end of shell");
    pty.exit_code();
    pty.assert_restored();
}

#[test]
fn without_a_shell_above_it_the_program_does_not_stop() {
    let pty = start();
    pty.send("z");
    pty.wait_for_text("no shell to return to");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

/// The program writes once more, so that the harness can let go of the terminal.
fn press_a_key(pty: &Pty) {
    pty.send("x");
}

#[test]
fn a_closed_window_ends_the_program() {
    let mut pty = start();
    pty.hang_up(press_a_key);
    assert_eq!(pty.exit_code(), 129);
}

#[test]
fn a_closed_window_ends_the_program_also_without_the_signal() {
    let mut command = life_command();
    command.env("LIFE_IGNORES_HANGUP", "1");
    let mut pty = Pty::spawn(command, 24, 80);
    pty.wait_for_text("keys 0");
    pty.hang_up(press_a_key);
    assert_eq!(pty.exit_code(), 129);
}

#[test]
fn a_frame_without_a_change_writes_nothing() {
    let pty = start();
    let before = pty.raw().len();
    pty.send("nnnnnnnn");
    pty.send("m");
    pty.wait_for("the marker and the cursor", |screen| {
        screen.contents().contains("marker") && !screen.hide_cursor()
    });
    let written = pty.raw().split_off(before);
    assert_eq!(
        String::from_utf8_lossy(&written),
        "\x1b[?2026h\x1b[4;1Hmarker\x1b[4;1H\x1b[?25h\x1b[?2026l",
        "one frame, of the changed cells"
    );
    pty.send("q");
    pty.exit_code();
    pty.assert_restored();
}

#[test]
fn a_burst_of_keys_is_read_to_the_end() {
    let pty = start();
    // More than the 1,024 bytes that are read at a time.
    pty.send("x".repeat(3_000));
    pty.wait_for_text("keys 3000");
}

#[test]
fn a_paste_is_one_event_and_its_controls_are_shown() {
    let pty = start();
    pty.send("\x1b[200~qqq\r\x07\x1b[201~");
    pty.wait_for_text("pasted qqq^M^G");
}

#[test]
fn bytes_that_are_no_key_do_no_harm() {
    let pty = start();
    for bytes in [
        "\x1b[<0;0;0M",   // a mouse in column 0, which does not exist
        "\x1b[M   ",      // the same in the old form
        "\x1b[0;0;0M",    // and in a third
        "\x1b[I\x1b[O",   // focus
        "\x1b[1;1R",      // a cursor report nobody asked for
        "\x1b[?62;22c",   // a terminal that introduces itself
        "\x1b[99999999~", // a key of no keyboard
    ] {
        pty.send(bytes);
    }
    pty.send("m");
    pty.wait_for_text("marker");
    pty.send(b"\xff\xfe\xc3\x28x");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn sizes_down_to_one_cell_do_no_harm() {
    let pty = start();
    for (rows, columns) in [(1, 1), (500, 200), (1, 200), (200, 1), (24, 80)] {
        pty.resize(rows, columns);
        if columns > 20 && rows > 3 {
            pty.wait_for_text(&format!("now {columns}x{rows}"));
        }
    }
    pty.send("xq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();

    let pty = Pty::spawn(life_command(), 1, 1);
    pty.wait_for("the first letter", |screen| {
        screen.alternate_screen() && screen.contents() == "l"
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn letters_land_in_their_column_whatever_the_terminal_thinks_of_their_width() {
    let pty = start();
    pty.wait_for("the bar in column 13", |screen| {
        screen
            .cell(2, 12)
            .is_some_and(|cell| cell.contents() == "|")
    });
}

/// Whether the cursor row is reversed and the word in it bold.
fn is_cursor_row_visible(screen: &vt100::Screen) -> bool {
    let cell = |column| screen.cell(1, column).expect("inside the grid");
    let word = screen.contents_between(1, 0, 1, 20).find("failed");
    let word = word.and_then(|column| u16::try_from(column).ok());
    cell(0).inverse() && word.is_some_and(|column| cell(column).bold())
}

#[test]
fn without_colour_reverse_and_bold_stay() {
    let pty = start();
    assert!(pty.look(is_cursor_row_visible));
    assert_eq!(count(&pty.raw(), "\x1b[0;1;31m"), 1, "the error is red");

    let mut command = life_command();
    command.env("NO_COLOR", "1");
    let pty = Pty::spawn(command, 24, 80);
    pty.wait_for_text("keys 0");
    assert!(pty.look(is_cursor_row_visible));
    let raw = pty.raw();
    assert_eq!(count(&raw, "\x1b[m"), 0, "an empty reset");
    for row in 0..24 {
        for column in 0..80 {
            let colours = pty.look(|screen| {
                let cell = screen.cell(row, column).expect("inside the grid");
                (cell.fgcolor(), cell.bgcolor())
            });
            assert_eq!(colours, (vt100::Color::Default, vt100::Color::Default));
        }
    }
}

#[test]
fn a_terminal_that_names_no_type_is_no_harm() {
    for terminal in [None, Some("dumb")] {
        let mut command = life_command();
        match terminal {
            Some(name) => command.env("TERM", name),
            None => command.env_remove("TERM"),
        }
        let pty = Pty::spawn(command, 24, 80);
        pty.wait_for_text("keys 0");
        pty.send("q");
        assert_eq!(pty.exit_code(), 0);
        pty.assert_restored();
    }
}

#[test]
fn without_a_terminal_the_answer_names_the_way_without_a_screen() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "play", "--nocapture", "--test-threads=1"])
        .env(PLAY, "1")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "rosterm: standard output is not a terminal; use \"rosterm users --jsonl\" \
         (see rosterm --help) to work without a screen\n"
    );
    assert_eq!(count(&output.stdout, "\x1b"), 0, "nothing was switched on");
}
