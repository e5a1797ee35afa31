//! Names to addresses.

use std::{io, net::ToSocketAddrs, time::Duration};

use tokio::{sync::Semaphore, task::spawn_blocking, time};

use crate::{errno::OsError, signal::Fact};

/// Looks a name up with `getaddrinfo(3)`. IPv4 addresses come first, because that is what the
/// playground's own listeners have when nobody says otherwise.
pub(crate) async fn resolve(name: String, port: u16) -> Fact {
    #[expect(clippy::disallowed_methods, reason = "the transport measures how long calls take")]
    let since = time::Instant::now();
    let lookup = async {
        let permit = AT_ONCE.acquire().await;
        // The thread keeps the permit for as long as it really works, also after our patience.
        spawn_blocking(move || {
            let _permit = permit;
            (name.as_str(), port).to_socket_addrs()
        })
        .await
    };
    let outcome = match time::timeout(PATIENCE, lookup).await {
        Err(_) => Err(OsError::NAME_TIMEOUT),
        Ok(Err(_)) => Err(OsError::NAME_FAILURE),
        Ok(Ok(Err(error))) => Err(classify(&error)),
        Ok(Ok(Ok(found))) => {
            let mut found: Vec<_> = found.take(MOST).collect();
            found.sort_by_key(std::net::SocketAddr::is_ipv6);
            if found.is_empty() { Err(OsError::NAME_WITHOUT_ADDRESS) } else { Ok(found) }
        }
    };
    Fact::Resolved { outcome, took: since.elapsed() }
}

/// The standard library keeps only the text of `gai_strerror(3)`; its number is found again by it.
fn classify(error: &io::Error) -> OsError {
    let text = error.to_string();
    if text.contains("not known") {
        OsError::NO_SUCH_NAME
    } else if text.contains("Temporary failure") {
        OsError::NAME_TIMEOUT
    } else if text.contains("No address") {
        OsError::NAME_WITHOUT_ADDRESS
    } else {
        OsError::NAME_FAILURE
    }
}

/// How many lookups go on at once, so that files and other blocking work are not starved.
static AT_ONCE: Semaphore = Semaphore::const_new(16);

/// How long a lookup may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many addresses of one name are considered.
const MOST: usize = 8;
