//! Every route tried as everybody: nobody comes through a gate that is not his.

mod cells;
mod crawl;
mod foreign;
mod forms;
mod home;
#[cfg(target_os = "linux")]
pub mod hostile;
pub mod html;
mod lists;

use crate::site::{Visitor, site};
use web::route::{Gate, Verb};

/// The path with every part filled by something that does not exist.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| {
            if part.starts_with('{') {
                "999999999999"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn routes() -> Vec<web::route::Route> {
    modules::all()
        .into_iter()
        .flat_map(|module| module.routes)
        .collect()
}

/// The route that answers an address: one whose parts all stand there before one with parts that vary.
fn route_of(address: &str) -> Option<&'static str> {
    let path: Vec<&str> = address.split('?').next()?.split('/').collect();
    let fits = |route: &&'static str| {
        let parts: Vec<&str> = route.split('/').collect();
        let fits = |(a, b): (&&str, &&str)| a.starts_with('{') || a == b;
        parts.len() == path.len() && parts.iter().zip(&path).all(fits)
    };
    let all = routes().into_iter().map(|route| route.path);
    all.filter(fits)
        .min_by_key(|route| route.matches('{').count())
}

#[test]
fn there_are_routes_and_no_two_answer_the_same_address() {
    let mut seen = std::collections::BTreeSet::new();
    for route in routes() {
        assert!(
            seen.insert((route.path, route.verb == Verb::Post)),
            "{} twice",
            route.path
        );
    }
    assert!(seen.len() > 40, "{} routes", seen.len());
}

#[test]
fn a_visitor_who_is_not_signed_in_sees_public_pages_only() {
    let site = site();
    for route in routes() {
        let mut visitor = Visitor::new(&site.host);
        visitor.get("/sign-in");
        let path = filled(route.path);
        let answer = match route.verb {
            Verb::Get => visitor.get(&path),
            Verb::Post => visitor.post(&path, &[]),
        };
        match (route.gate, route.verb) {
            (Gate::Public, _) => assert!(answer.status < 500, "{path}: {}", answer.status),
            (_, Verb::Get) => {
                assert_eq!(answer.status, 303, "{path}");
                assert!(
                    answer.header("location").unwrap().starts_with("/sign-in"),
                    "{path}"
                );
            }
            (_, Verb::Post) => assert!(
                (400..500).contains(&answer.status),
                "{path}: {}",
                answer.status
            ),
        }
    }
}

#[test]
fn each_role_passes_its_own_gates_and_no_other() {
    let site = site();
    for role in access::Role::ALL {
        if !site.logins.contains_key(role.code()) {
            continue;
        }
        let mut visitor = site.sign_in(role.code());
        for route in routes() {
            let (path, lets) = (filled(route.path), route.gate.lets(Some(role.mask())));
            if path == "/sign-out" {
                continue;
            }
            visitor.get("/account");
            let answer = match route.verb {
                Verb::Get => visitor.get(&path),
                Verb::Post => visitor.post(&path, &[]),
            };
            assert!(
                answer.status < 500,
                "{} {path}: {}",
                role.code(),
                answer.status
            );
            assert_eq!(
                answer.status == 403,
                !lets,
                "{} {path}: {}",
                role.code(),
                answer.status
            );
        }
    }
}

#[test]
fn a_form_without_its_token_changes_nothing() {
    let site = site();
    let mut visitor = site.sign_in("accountant");
    for route in routes()
        .into_iter()
        .filter(|r| r.verb == Verb::Post && !r.reads_only)
    {
        let path = filled(route.path);
        let answer = visitor.post_bare(&path, &[("_csrf", "0".repeat(64).as_str())]);
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
    }
}
