//! What every request can reach: the store, the clock, the modules, and how this server was started.

use crate::i18n::Words;
use crate::route::{Gate, Route};
use access::Right;
use access::reverse_units::Rests;
use kernel::{Actor, Clock, Ctx, Id, OrgId, Rng, Via};
use std::ops::Deref;
use std::sync::{Arc, Mutex};
use store::Db;

/// Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<AppInner>);

impl Deref for App {
    type Target = AppInner;

    fn deref(&self) -> &AppInner {
        &self.0
    }
}

pub struct AppInner {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    pub config: Config,
    pub nav: Vec<Nav>,
    pub indicators: Vec<figures::Indicator>,
    /// What keeps an import of units from being reversed.
    pub rests: Vec<Rests>,
    pub checks: Vec<Check>,
    pub boards: Vec<Board>,
    pub finders: Vec<Finder>,
    /// What programs may ask for.
    pub api: crate::api::Api,
    /// Kinds of cases that have pages.
    pub kinds: Vec<crate::cases::Kind>,
    /// Where forms look people up.
    pub register: Option<Register>,
    /// Of kinds of case.
    pub reports: Vec<crate::cases::report::Report>,
    pub passwords: Arc<access::Passwords>,
    /// The one-time code for the first administrator, printed on the terminal; none once used.
    pub first_run_code: Mutex<Option<String>>,
}

/// How this server was started.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Pages say 演示 and carry its date.
    pub demo: bool,
    /// Plain HTTP beyond this machine: pages say so.
    pub insecure_lan: bool,
    /// Cookies travel over HTTPS only.
    pub secure_cookies: bool,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// Where the public reaches this server, without a slash at its end. Nothing with a QR code is printed before
    /// somebody has confirmed it.
    pub public_url: Option<String>,
}

/// One check of an audit: what is not as it should be.
pub type Check = fn(&mut store::Tx, OrgId) -> kernel::Result<Vec<store::audit::Problem>>;

/// A part of the first page, shown to whom its gate lets through. What it reads stays within the
/// person's own units: a gate says that somebody works on the matter, never where.
#[derive(Clone)]
pub struct Board {
    pub gate: Gate,
    pub read: Arc<ReadBoard>,
}

/// Ready parts, from within the scope of whoever asks.
pub type ReadBoard =
    dyn Fn(&mut store::Tx, &Ctx, Words) -> kernel::Result<Vec<crate::view::Part>> + Send + Sync;

/// One noun's part in the whole: what `modules` hands to the server.
#[derive(Default)]
pub struct Module {
    pub routes: Vec<Route>,
    pub nav: Vec<Nav>,
    pub indicators: Vec<figures::Indicator>,
    /// What of this noun rests on units: while there is any, their import cannot be reversed.
    pub rests: Vec<Rests>,
    /// What an audit of an organisation asks of this noun, beyond the chain and the platform's own checks.
    pub checks: Vec<Check>,
    /// Parts of the first page, in the order in which they stand there.
    pub boards: Vec<Board>,
    /// Reports of kinds of case; their routes are among `routes`.
    pub reports: Vec<crate::cases::report::Report>,
    /// What of this noun a search finds, and how its texts are made again where a rebuild of its crate does not do it.
    pub finders: Vec<Finder>,
    /// Lists and deeds for programs that ask by `/api/v1`.
    pub lists: Vec<crate::api::List>,
    pub deeds: Vec<crate::api::Deed>,
    pub texts: Vec<access::texts::Source>,
    /// Kinds of cases with pages of their own: what is due leads there.
    pub kinds: Vec<crate::cases::Kind>,
    /// The register of people, of the one module that has it.
    pub register: Option<Register>,
}

/// The register of people, as forms of other nouns look somebody up in it.
#[derive(Debug, Clone, Copy)]
pub struct Register {
    /// Whose name, pinyin or initials begin so, among those whom whoever asks sees; at most so many.
    pub find: fn(&mut store::Tx, &Ctx, &str, i64) -> kernel::Result<Vec<Registered>>,
    /// Nobody where he does not see him.
    pub one: fn(&mut store::Tx, &Ctx, Id) -> kernel::Result<Option<Registered>>,
}

/// Somebody of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    pub id: Id,
    pub name: String,
    /// What tells him from others of his name: the village, the household's number, the year of birth.
    pub about: Vec<String>,
}

/// A kind of thing whose texts stand in `access::texts`.
#[derive(Debug, Clone)]
pub struct Finder {
    /// `case:appeal`.
    pub kind: String,
    /// What such a thing is called, as a locale key.
    pub name: &'static str,
    /// Who may see one, where.
    pub right: Right,
    /// Its page, with `{}` for its id, or `{unit}` for where it belongs.
    pub href: String,
}

/// One entry of the main navigation, shown to whom its gate lets through.
#[derive(Debug, Clone, Copy)]
pub struct Nav {
    pub label: &'static str,
    pub href: &'static str,
    pub gate: Gate,
}

/// An address range in CIDR notation, such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: std::net::IpAddr,
    bits: u8,
}

impl Network {
    /// `None` where the text is not an address with a prefix length.
    pub fn parse(text: &str) -> Option<Network> {
        let (base, bits) = text.split_once('/')?;
        let base: std::net::IpAddr = base.parse().ok()?;
        let bits: u8 = bits.parse().ok()?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        (bits <= width).then_some(Network { base, bits })
    }

    pub fn contains(&self, address: std::net::IpAddr) -> bool {
        use std::net::IpAddr::{V4, V6};
        let same = |a: u128, b: u128, width: u32| {
            let shift = width - u32::from(self.bits);
            shift >= width || a >> shift == b >> shift
        };
        match (self.base, address.to_canonical()) {
            (V4(a), V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
            (V6(a), V6(b)) => same(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

impl App {
    pub fn new(inner: AppInner) -> App {
        App(Arc::new(inner))
    }

    /// The context of a deed by `user` for `org`.
    pub fn ctx(&self, org: OrgId, user: Id) -> Ctx {
        self.ctx_by(
            org,
            Actor {
                user,
                via: Via::Web,
            },
        )
    }

    /// The same, as the person works at present: for himself or for somebody.
    pub fn ctx_by(&self, org: OrgId, actor: Actor) -> Ctx {
        Ctx {
            org,
            actor,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// The context of the program itself.
    pub fn system(&self, org: OrgId) -> Ctx {
        Ctx {
            org,
            actor: Actor::SYSTEM,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// The navigation of somebody with these rights.
    pub(crate) fn nav_for(
        &self,
        words: Words,
        rights: i64,
        path: &str,
    ) -> Vec<crate::layout::NavItem> {
        self.nav
            .iter()
            // What stands open to everybody stands on the first page of visitors.
            .filter(|n| n.gate != Gate::Public && n.gate.lets(Some(rights)))
            .map(|n| {
                let current =
                    path == n.href || (n.href != "/" && path.starts_with(&format!("{}/", n.href)));
                crate::layout::NavItem::new(n.href, words.get(n.label), current)
            })
            .collect()
    }
}

/// Whether a set of rights holds one of `wanted`.
pub(crate) fn holds(rights: i64, wanted: &[Right]) -> bool {
    wanted.iter().any(|r| rights & r.bit() != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_contains_what_its_prefix_says() {
        let check = |net: &str, address: &str, inside: bool| {
            let net = Network::parse(net).unwrap();
            assert_eq!(
                net.contains(address.parse().unwrap()),
                inside,
                "{net:?} {address}"
            );
        };
        check("10.0.0.0/8", "10.200.3.4", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("0.0.0.0/0", "192.168.1.1", true);
        check("127.0.0.1/32", "127.0.0.2", false);
        check("127.0.0.0/8", "::ffff:127.0.0.1", true);
        check("fd00::/8", "fd12::1", true);
        assert!(Network::parse("10.0.0.0/33").is_none() && Network::parse("ten/8").is_none());
    }
}
