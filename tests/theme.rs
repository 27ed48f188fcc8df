//! Looks: nothing is lost without colour, and the signs fit the terminal.

use ratatui::style::{Color, Modifier, Style};
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

/// Every style of a theme, by the name it has in the code.
fn styles(theme: &Theme) -> Vec<(&'static str, Style)> {
    let Theme {
        text,
        header,
        write_mode,
        tab,
        tab_open,
        chip,
        border,
        border_focused,
        title,
        heading,
        cursor,
        marked,
        label,
        value,
        changed,
        before,
        after,
        dim,
        ok,
        warning,
        error,
        conflict,
        unknown,
        pending,
        found,
        question,
        key,
        hint,
    } = *theme;
    vec![
        ("text", text),
        ("header", header),
        ("write_mode", write_mode),
        ("tab", tab),
        ("tab_open", tab_open),
        ("chip", chip),
        ("border", border),
        ("border_focused", border_focused),
        ("title", title),
        ("heading", heading),
        ("cursor", cursor),
        ("marked", marked),
        ("label", label),
        ("value", value),
        ("changed", changed),
        ("before", before),
        ("after", after),
        ("dim", dim),
        ("ok", ok),
        ("warning", warning),
        ("error", error),
        ("conflict", conflict),
        ("unknown", unknown),
        ("pending", pending),
        ("found", found),
        ("question", question),
        ("key", key),
        ("hint", hint),
    ]
}

fn is_plain(color: Option<Color>) -> bool {
    matches!(color, None | Some(Color::Reset))
}

#[test]
fn without_colour_no_style_has_one() {
    let mono = Theme::pick(ThemeName::Mono, None);
    for (name, style) in styles(&mono) {
        assert!(
            is_plain(style.fg) && is_plain(style.bg) && is_plain(style.underline_color),
            "{name} is coloured"
        );
    }
    for name in ThemeName::ALL {
        assert_eq!(Theme::pick(name, Some("1")), mono, "NO_COLOR wins");
        assert_eq!(
            Theme::pick(name, Some("")),
            Theme::pick(name, None),
            "an empty NO_COLOR is none"
        );
    }
}

#[test]
fn the_cursor_and_the_open_tab_show_in_every_theme_without_colour() {
    for name in ThemeName::ALL {
        let theme = Theme::pick(name, None);
        assert!(theme.cursor.add_modifier.contains(Modifier::REVERSED));
        assert_ne!(theme.tab.add_modifier, theme.tab_open.add_modifier);
        assert_ne!(theme.border.add_modifier, theme.border_focused.add_modifier);
    }
}

#[test]
fn themes_use_the_colours_of_the_terminal_only() {
    for name in ThemeName::ALL {
        for (style_name, style) in styles(&Theme::pick(name, None)) {
            for color in [style.fg, style.bg].into_iter().flatten() {
                assert!(
                    !matches!(color, Color::Rgb(..) | Color::Indexed(_)),
                    "{style_name} of {name:?}"
                );
            }
        }
    }
}

#[test]
fn themes_are_called_as_in_the_configuration() {
    for name in ThemeName::ALL {
        assert_eq!(name.as_str().parse(), Ok(name));
    }
    let error = "sol\u{1B}arized".parse::<ThemeName>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no theme \"sol^[arized\"; choose auto, light, dark, mono or high-contrast"
    );
}

#[test]
fn signs_follow_the_locale() {
    for (locale, expected) in [
        ([None, None, Some("en_IN.UTF-8")], Glyphs::UNICODE),
        ([None, None, Some("C.utf8")], Glyphs::UNICODE),
        ([None, None, Some("C")], Glyphs::ASCII),
        ([None, None, Some("de_DE.ISO-8859-1")], Glyphs::ASCII),
        ([Some("C"), None, Some("en_IN.UTF-8")], Glyphs::ASCII),
        ([Some(""), Some("en_IN.UTF-8"), Some("C")], Glyphs::UNICODE),
        ([None, None, None], Glyphs::UNICODE),
    ] {
        assert_eq!(Glyphs::detect(locale), expected, "{locale:?}");
    }
}

#[test]
fn every_sign_is_one_column_and_the_plain_ones_are_ascii() {
    for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
        let border = glyphs.border;
        for sign in [
            border.top_left,
            border.top_right,
            border.bottom_left,
            border.bottom_right,
            border.vertical_left,
            border.vertical_right,
            border.horizontal_top,
            border.horizontal_bottom,
            glyphs.rule,
            glyphs.ellipsis,
            glyphs.thumb,
            glyphs.track,
        ] {
            assert_eq!(rosterm::text::width(sign), 1, "{sign}");
            assert!(glyphs == Glyphs::UNICODE || sign.is_ascii(), "{sign}");
        }
    }
    assert_eq!(Glyphs::UNICODE.fit("Zoë Müller", 6), "Zoë M…");
    assert_eq!(Glyphs::ASCII.fit("Zoë Müller", 6), "Zoe M~");
}
