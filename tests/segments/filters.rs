//! A filter selects the frames that Wireshark selects with it.

use std::{process::Command, time::Duration};

use form_urlencoded::Serializer;

use super::{
    fields::every_kind,
    files::{frames, handshake, import},
    tshark,
};
use crate::support::{server::Server, session::Session};

#[test]
fn a_filter_selects_what_wireshark_selects() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut file = handshake();
    let later = (1_700_000_010..).map(Duration::from_secs);
    file.extend(later.zip(every_kind()));
    let mut other = file[0].clone();
    other.1[..12].copy_from_slice(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9]);
    file.push(other);
    assert_eq!(import(&session, &tshark::file(&file)).status, 200);
    let export = session.get("/export.pcapng").body;
    let events: Vec<_> = frames(&session).iter().map(|frame| frame["seq"].to_string()).collect();
    assert_eq!(events.len(), file.len());
    let page = session.path.replace("/api/v1/sessions/", "/s/");
    let mut wrong = Vec::new();
    for filter in FILTERS {
        let mut command = Command::new("tshark");
        command.args(["-n", "-r", "-", "-T", "fields", "-e", "frame.number", "-Y", filter]);
        for off in ["ip.defragment:FALSE", "ipv6.defragment:FALSE"] {
            command.args(["-o", off]);
        }
        let told = tshark::run(command, &export);
        let theirs: Vec<usize> = told.lines().map(|line| line.parse().unwrap()).collect();
        let query = Serializer::new(String::new()).append_pair("q", filter).finish();
        let html = server.request("GET", &format!("{page}/rows?n=500&{query}")).send().text();
        let shown = |seq: &String| html.contains(&format!("id=\"e{seq}\""));
        let ours: Vec<_> = (1..).zip(&events).filter(|(_, seq)| shown(seq)).collect();
        let ours: Vec<usize> = ours.into_iter().map(|(nth, _)| nth).collect();
        // One that selects all or nothing compares nothing.
        if ours != theirs || ours.is_empty() || ours.len() == events.len() {
            wrong.push(format!("{filter}: {ours:?}, and Wireshark {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const FILTERS: [&str; 29] = [
    "tcp.stream == 0",
    "tcp.stream == 1",
    "tcp.stream == 2",
    "udp.stream == 0",
    "udp.stream == 1",
    "eth.src == 02:00:00:00:00:01",
    "eth.dst == 02-00-00-00-00-02",
    "eth.addr == 02:00:00:00:00:01",
    "eth.addr != 02:00:00:00:00:01",
    "ip.ttl == 64",
    "ip.ttl < 64",
    "ip.id == 0x0",
    "arp.opcode == 1",
    "icmp.type == 8",
    "icmp.type in {3, 5}",
    "icmp.code == 4",
    "icmpv6.type == 135",
    "icmpv6.code == 0",
    "udp.length > 8 and not icmp and not icmpv6",
    "tcp.options.mss_val == 1460",
    "tcp.options.wscale.shift == 7",
    "tcp.options.timestamp.tsval == 9",
    "tcp.options.timestamp.tsecr == 8",
    "tcp.options.timestamp.tsecr",
    "frame.len > 70",
    "tcp.window_size_value == 501",
    "tcp.seq_raw == 0xee6b2800",
    "tcp.flags.syn == 1 and tcp.flags.ack == 0",
    "tcp.len > 0",
];
