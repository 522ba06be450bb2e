//! `zhen serve`: the pages, until the machine says stop.

use crate::cli::{Cli, HERE, Listen, Serve};
use crate::desk::Desk;
use crate::net::{Door, Peer, tls};
use crate::{say, site};
use axum::extract::{ConnectInfo, Request};
use kernel::{Error, Refusal, Result};
use std::net::SocketAddr;
use std::time::Duration;
use web::Config;
use web::i18n::Words;

/// How soon open cases follow a notice on days off, or a change in the tree of units, that another process wrote.
const FOLLOW_EVERY: Duration = Duration::from_secs(60);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How long pages that are being answered may still take after the stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

pub fn run(cli: &Cli, args: &Serve, words: Words) -> Result<bool> {
    let plan = Plan::of(&args.listen, false)?;
    let desk = Desk::open(cli.common.settings(HERE)?)?;
    serve(&desk, plan, words)?;
    Ok(true)
}

/// Where and how, checked before anything is opened.
pub struct Plan {
    address: SocketAddr,
    tls: Option<tls::Files>,
    config: Config,
}

impl Plan {
    /// Refused `cli.lan_without_tls`: passwords would cross the network for everybody to read.
    pub fn of(listen: &Listen, demo: bool) -> Result<Plan> {
        let tls = match (&listen.tls_cert, &listen.tls_key) {
            (Some(cert), Some(key)) => Some(tls::Files::read(cert, key)?),
            _ => None,
        };
        let beyond = !listen.listen.ip().to_canonical().is_loopback();
        if beyond && tls.is_none() && !listen.insecure_lan {
            return Err(Refusal::new("cli.lan_without_tls")
                .with("address", listen.listen)
                .into());
        }
        let config = Config {
            demo,
            insecure_lan: beyond && tls.is_none(),
            secure_cookies: tls.is_some() || !listen.trust_proxy.is_empty(),
            trusted_proxies: listen.trust_proxy.clone(),
            public_url: listen.public_url.clone(),
        };
        Ok(Plan {
            address: listen.listen,
            tls,
            config,
        })
    }
}

/// Serves until SIGTERM or ctrl-c.
pub fn serve(desk: &Desk, plan: Plan, words: Words) -> Result<()> {
    let (app, routes, code) = site::build(desk, plan.config.clone())?;
    let router = web::router(&app, &routes).layer(axum::middleware::map_request(with_address));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::internal("starting the server", e))?;
    let served = runtime.block_on(async {
        let stopped = stop_signal()?;
        let scheme = if plan.tls.is_some() { "https" } else { "http" };
        let tls = plan.tls.map(tls::Files::renewed_on_hangup).transpose()?;
        let door = Door::open(plan.address, tls).await.map_err(|_| {
            Error::from(Refusal::new("cli.cannot_listen").with("address", plan.address))
        })?;
        let url = format!("{scheme}://{}", door.address());
        say::line(&words.with("cli-serving", &[("url", &url)]));
        if let Some(code) = &code {
            say::line(&words.with("cli-first-run", &[("url", &url), ("code", code)]));
        }
        tokio::spawn(sweep(desk.db.clone(), desk.system(0)));
        tokio::spawn(follow(desk.db.clone(), desk.system(0)));
        until_stopped(door, router, stopped).await
    });
    // What still runs on other threads is a connection that nobody waits for any more.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn until_stopped(
    door: Door,
    router: axum::Router,
    stopped: impl Future<Output = ()>,
) -> Result<()> {
    let (say_stop, stop) = tokio::sync::oneshot::channel::<()>();
    let service = router.into_make_service_with_connect_info::<Peer>();
    let mut serving = tokio::spawn(async move {
        axum::serve(door, service)
            .with_graceful_shutdown(async {
                drop(stop.await);
            })
            .await
    });
    tokio::select! {
        ended = &mut serving => {
            let fault = match ended {
                Ok(Ok(())) => "it ended by itself".to_owned(),
                Ok(Err(e)) => e.to_string(),
                Err(e) => e.to_string(),
            };
            return Err(Error::internal("serving", fault));
        }
        () = stopped => {}
    }
    tracing::info!("stopping: open requests are answered first");
    // The server may have ended in the meantime.
    let _ = say_stop.send(());
    drop(tokio::time::timeout(LAST_ANSWERS, serving).await);
    Ok(())
}

/// Waits for SIGTERM or ctrl-c. Listens from the moment it is made, not only once it is awaited: whoever
/// reads the address may already say stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|e| Error::internal("listening for signals", e));
    let (mut interrupt, mut terminate) = (
        listen(SignalKind::interrupt())?,
        listen(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()> + Send> {
    Ok(async {
        drop(tokio::signal::ctrl_c().await);
    })
}

/// The address of the other end, in the form in which the pages look for it.
async fn with_address(
    ConnectInfo(Peer(address)): ConnectInfo<Peer>,
    mut request: Request,
) -> Request {
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

async fn sweep(db: store::Db, ctx: kernel::Ctx) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        match db.sweep_async(&ctx).await {
            Ok(rows) => tracing::debug!(rows, "expired work rows deleted"),
            Err(e) => tracing::error!("expired work rows could not be deleted: {e}"),
        }
    }
}

/// Open cases are brought to what is known now of days off and of the tree of units, and inspections whose day has come are
/// planned.
async fn follow(db: store::Db, ctx: kernel::Ctx) {
    let mut every = tokio::time::interval(FOLLOW_EVERY);
    loop {
        every.tick().await;
        if let Err(e) = web::cases::follow(&db, &ctx).await {
            tracing::error!("open cases could not be brought to what is known now: {e}");
        }
        match modules::campaigns::plan_due(&db, &ctx).await {
            Ok(0) => {}
            Ok(inspections) => tracing::info!(inspections, "inspections planned"),
            Err(e) => tracing::error!("inspections that are due could not be planned: {e}"),
        }
    }
}
