//! The words of `rosterm demo`.

use std::net::SocketAddr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::demo::Fault;
use crate::domain::Vendor;

/// `rosterm demo`
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  rosterm demo --users 100000 --latency 50\n  rosterm demo --chaos liar,429:10 --serve 127.0.0.1:8080\n  rosterm demo --vendor commpeak"
)]
pub struct Demo {
    /// Whose API the tenant imitates: smartflo, commpeak
    #[arg(long, value_name = "VENDOR", value_parser = vendor())]
    pub vendor: Option<Vendor>,
    /// How many users the tenant has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=10_000_000))]
    pub users: Option<u64>,
    /// Milliseconds added to every answer
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(..=600_000))]
    pub latency: Option<u64>,
    /// Requests a second that the tenant allows; above it, it answers 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rps: Option<u32>,
    /// What goes wrong: latency, 429, 500, timeout, reset, liar, late, expire, malformed, cursor,
    /// hostile, absent and refused (the account's numbers and departments); KIND:PERCENT says how
    /// often
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub chaos: Vec<Fault>,
    /// Serve only, at this address, until SIGTERM or ctrl-c; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub serve: Option<SocketAddr>,
}

fn vendor() -> impl TypedValueParser<Value = Vendor> {
    let names = PossibleValuesParser::new(Vendor::ALL.map(Vendor::name));
    names.map(|name| Vendor::by_name(&name).unwrap_or_default())
}
