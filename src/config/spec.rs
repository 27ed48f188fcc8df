//! The one table of settings: the key of each in `config.toml`, its variable, and what it may be.
//!
//! Invariant: the file, the environment, `rosterm config` and the example configuration know
//! exactly these settings.

/// One setting.
#[derive(Debug)]
pub(super) struct Spec {
    /// Its key in the file.
    pub(super) name: &'static str,
    /// The variable that wins over the key.
    pub(super) variable: Option<&'static str>,
    /// Whose setting it is.
    pub(super) reach: Reach,
    /// How it is written in the file.
    pub(super) kind: Kind,
    /// Completes "it must be …".
    pub(super) allowed: &'static str,
}

/// Whose setting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The program's: at the top of the file.
    Program,
    /// A profile's: in its table, or at the top for all of them.
    Profile,
    /// A profile's, and the variable is about the profile that the program was started with alone:
    /// what opens one tenant never reaches another.
    Started,
}

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `"text"`.
    Text,
    /// `"https://…"`; what stands before an @ or behind ? or # may be a secret, so a wrong one is
    /// not repeated.
    Address,
    /// `100`, `2.5`.
    Number,
    /// `true`, `false`.
    Flag,
    /// `["one", "two"]`.
    Texts,
}

const TIME: &str = "a time of at most an hour with its unit, such as 500ms, 2s or 1m";
const LIMIT: &str = "a time from 1ms to an hour with its unit, such as 500ms, 2s or 1m";
const FOLDER: &str = "the absolute path of a folder";

macro_rules! specs {
    ($($id:ident: $name:literal, $variable:expr, $reach:ident, $kind:ident, $allowed:expr;)*) => {
        $(pub(super) const $id: Spec = Spec {
            name: $name,
            variable: $variable,
            reach: Reach::$reach,
            kind: Kind::$kind,
            allowed: $allowed,
        };)*

        /// All of them, in the order in which they are explained.
        pub(super) const ALL: &[Spec] = &[$($id),*];
    };
}

specs! {
    PROFILE: "profile", Some("ROSTERM_PROFILE"), Program, Text, "the name of a profile";
    THEME: "theme", None, Program, Text, "auto, light, dark, mono or high-contrast";
    ASCII: "ascii", None, Program, Flag, "true or false";
    DATA_DIR: "data_dir", Some("ROSTERM_DATA_DIR"), Program, Text, FOLDER;
    CACHE_DIR: "cache_dir", Some("ROSTERM_CACHE_DIR"), Program, Text, FOLDER;
    LOG: "log", Some("ROSTERM_LOG"), Program, Text, "off, error, warn, info, debug or trace";
    LOG_FILE: "log_file", Some("ROSTERM_LOG_FILE"), Program, Text, "the path of a file";

    VENDOR: "vendor", Some("ROSTERM_VENDOR"), Started, Text, "smartflo or commpeak";
    BASE_URL: "base_url", Some("ROSTERM_BASE_URL"), Started, Address,
        "an address such as https://api-smartflo.tatateleservices.com/v1, without user name, ? and #";
    PATH_PREFIX: "path_prefix", None, Profile, Text, "the path of the users, such as /users";
    TOKEN: "token", Some("ROSTERM_TOKEN"), Started, Text,
        "\"keyring\": a token never stands in this file";
    TOKEN_FILE: "token_file", None, Profile, Text, "the path of a file that you alone can read";
    TOKEN_COMMAND: "token_command", None, Profile, Texts,
        "a program and its arguments, such as [\"pass\", \"show\", \"acme\"]";
    USERNAME: "username", Some("ROSTERM_USERNAME"), Started, Text, "a login ID";
    PASSWORD: "password", Some("ROSTERM_PASSWORD"), Started, Text, "asked for, or in the variable";
    CA_FILE: "ca_file", Some("ROSTERM_CA_FILE"), Started, Text, "the path of a PEM file";
    PROXY: "proxy", None, Profile, Address,
        "the address of a proxy such as http://proxy.example:3128, without user name and password";
    PRODUCTION: "production", None, Profile, Flag, "true or false";
    OWN_LOGIN: "own_login", None, Profile, Text, "the login ID that the token belongs to";
    PROTECTED: "protected", None, Profile, Texts,
        "login IDs or ids of users, such as [\"ops@acme\", \"314678\"]";
    PRIVILEGED_ROLES: "privileged_roles", None, Profile, Texts, "ids of roles, such as [\"54742\"]";
    CONFIRM: "confirm", None, Profile, Text, "risky or always";
    DESIGNATION_KEY: "designation_key", None, Profile, Text, "destination or designation";
    AGENT_GROUP_KEY: "agent_group_key", None, Profile, Text, "name or id";
    PAGE_SIZE: "page_size", Some("ROSTERM_PAGE_SIZE"), Profile, Number,
        "a whole number of users from 1 to 1000";
    RATE: "rate", Some("ROSTERM_RATE"), Profile, Number,
        "a number of requests a second from 0.1 to 1000000, such as 2 or 0.5";
    BURST: "burst", Some("ROSTERM_BURST"), Profile, Number,
        "a whole number of requests from 1 to 1000000";
    CONCURRENCY: "concurrency", Some("ROSTERM_CONCURRENCY"), Profile, Number,
        "a whole number of edits side by side from 1 to 64";
    CONNECT_TIMEOUT: "connect_timeout", Some("ROSTERM_CONNECT_TIMEOUT"), Profile, Text, LIMIT;
    ANSWER_TIMEOUT: "answer_timeout", Some("ROSTERM_ANSWER_TIMEOUT"), Profile, Text, LIMIT;
    TOTAL_TIMEOUT: "total_timeout", Some("ROSTERM_TOTAL_TIMEOUT"), Profile, Text, LIMIT;
    QUIET: "quiet", Some("ROSTERM_QUIET"), Profile, Text, TIME;
    PATIENCE: "patience", Some("ROSTERM_PATIENCE"), Profile, Text, LIMIT;
    RECHECK: "recheck", Some("ROSTERM_RECHECK"), Profile, Texts,
        "times with their units and commas between them, such as 2s,5s,15s; in the file a list";
}

/// Those that have a key in the file: a password never stands there.
pub(super) fn in_file() -> impl Iterator<Item = &'static Spec> {
    ALL.iter().filter(|spec| spec.name != PASSWORD.name)
}
