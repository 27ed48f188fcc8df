//! rosterm: the users of your phone system, in the terminal.

pub mod demo;
