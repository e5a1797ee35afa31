//! The filter bar answers while somebody writes, and the help has every field.

use serde_json::json;

use crate::support::{server::Server, session::Session};

#[test]
fn the_bar_says_what_is_wrong_and_what_the_chips_do() {
    let server = Server::start();
    let session = Session::begin(&server);
    session.ask(json!({"do": "create", "kind": "udp", "family": "ipv4"}));
    let page = session.path.replace("/api/v1/sessions/", "/s/");
    let bar = |query: &str| {
        let answer = server.request("GET", &format!("{page}/filter?{query}")).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    let html = bar("q=tcp.prot+%3D%3D+1&face=ladder&other=x&lang=zh-Hans");
    assert!(html.contains("aria-invalid=\"true\"") && html.contains("<mark>tcp.prot</mark>"));
    assert!(html.contains("name=\"face\" value=\"ladder\"") && !html.contains("name=\"other\""));
    assert!(html.contains("没有名为"), "{html}");
    let html = bar("q=udp");
    assert!(!html.contains("aria-invalid") && html.contains("id=\"chip-s1\""), "{html}");
    let long = "x".repeat(3000);
    assert!(bar(&format!("q={long}")).contains("aria-invalid=\"true\""));
    let gone = server.request("GET", "/s/AAAAAAAAAAAAAAAAAAAAAA/filter?q=udp").send();
    assert_eq!(gone.status, 410);
}

#[test]
fn the_help_of_the_filter_has_every_field() {
    let server = Server::start();
    let html = server.request("GET", "/help/filter").send();
    for field in &web::filter::fields::FIELDS {
        assert!(html.text().contains(&format!("<code>{}</code>", field.name)), "{}", field.name);
    }
}
