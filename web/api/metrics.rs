//! Numbers for Prometheus.

use std::sync::OnceLock;

use axum::{extract::State, http::StatusCode, response::Response};
use backend::engine::Stats;
use metrics::{counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::typed;
use crate::app::App;

/// Shows what is going on, in the text format of Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "server", operation_id = "metrics",
    responses((status = 200, description = "The numbers.", content_type = "text/plain", body = String)),
)]
pub async fn metrics(State(app): State<App>) -> Response {
    typed(StatusCode::OK, TEXT, render(&app.engine.stats()))
}

fn render(stats: &Stats) -> String {
    let handle = install();
    for (name, _, value) in gauges(stats) {
        #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floating point")]
        gauge!(name).set(value as f64);
    }
    counter!(EVENTS).absolute(stats.events);
    counter!(CRASHES).absolute(stats.crashes);
    handle.render()
}

/// Installs the recorder of the process once; before that, what is counted is lost.
pub fn install() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder has the metrics; /metrics stays empty");
        }
        for (name, about, _) in gauges(&Stats::default()) {
            describe_gauge!(name, about);
        }
        describe_counter!(EVENTS, "Events since the start.");
        describe_counter!(CRASHES, "Tasks that failed since the start; each is a defect.");
        handle
    })
}

fn gauges(stats: &Stats) -> [(&'static str, &'static str, usize); 4] {
    [
        ("socket_playground_sessions", "Sessions now.", stats.sessions),
        ("socket_playground_sockets", "Open sockets now.", stats.sockets),
        ("socket_playground_viewers", "Viewers now.", stats.viewers),
        ("socket_playground_journal_bytes", "Memory of the journals.", stats.journal_bytes),
    ]
}

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
const EVENTS: &str = "socket_playground_events_total";
const CRASHES: &str = "socket_playground_crashes_total";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_shown() {
        let stats = Stats { sessions: 3, events: 7, ..Stats::default() };
        let text = render(&stats);
        for line in [
            "# HELP socket_playground_sessions Sessions now.",
            "# TYPE socket_playground_events_total counter",
            "socket_playground_sessions 3",
            "socket_playground_events_total 7",
            "socket_playground_crashes_total 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
