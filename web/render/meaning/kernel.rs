//! What a sample of a kernel's table means: its state, its timer, and each of its fields.

use std::fmt::Display;

use backend::{
    command::Protocol,
    kernel::{Sample, Source, TcpInfo},
};

use super::{Meaning, source};
use crate::render::kernel::{owner_key, short, state_key};

impl Meaning {
    /// Fills in what a sample means.
    pub(super) fn kernel(&mut self, sample: &Sample) {
        self.say("meaning-kernel");
        match sample.source {
            Source::Absence => self.say("kernel-absent"),
            Source::SockDiag => {}
        }
        if let Some(owner) = owner_key(sample) {
            self.say(&format!("{owner}-means"));
        }
        if sample.protocol == Protocol::Tcp {
            self.field("idiag_state", sample.state_name(), &state_key(sample.state));
        } else {
            self.say("kernel-udp");
        }
        self.field("idiag_src", sample.local, "kernel-field-local");
        if let Some(peer) = sample.peer {
            self.field("idiag_dst", peer, "kernel-field-peer");
        }
        self.field("idiag_rqueue", sample.recv_q, "kernel-field-recv-q");
        self.field("idiag_wqueue", sample.send_q, "kernel-field-send-q");
        if let Some(timer) = sample.timer {
            let left = short(timer.remaining);
            let key = format!("kernel-timer-{}", timer.kind.wire());
            self.field("idiag_timer", format!("{} {left}", timer.kind.wire()), &key);
            self.field("idiag_retrans", timer.fired, "kernel-field-timer-fired");
        }
        if let Some(info) = &sample.info {
            self.info(info);
        }
        if let Some(memory) = sample.memory {
            for (name, value, key) in [
                ("SK_MEMINFO_RMEM_ALLOC", memory.rmem, "kernel-field-rmem"),
                ("SK_MEMINFO_RCVBUF", memory.rcvbuf, "kernel-field-rcvbuf"),
                ("SK_MEMINFO_WMEM_ALLOC", memory.wmem, "kernel-field-wmem"),
                ("SK_MEMINFO_SNDBUF", memory.sndbuf, "kernel-field-sndbuf"),
                ("SK_MEMINFO_DROPS", memory.drops, "kernel-field-drops"),
            ] {
                self.field(name, value, key);
            }
        }
        if let Some(counts) = sample.overflows {
            self.field("ListenOverflows", counts.overflows, "kernel-field-overflows");
            self.field("ListenDrops", counts.drops, "kernel-field-listen-drops");
        }
        self.sources.extend(source::of_sample(sample));
    }

    fn info(&mut self, info: &TcpInfo) {
        self.field("tcpi_rtt", short(info.rtt), "kernel-field-rtt");
        self.field("tcpi_rttvar", short(info.rttvar), "kernel-field-rttvar");
        self.field("tcpi_rto", short(info.rto), "kernel-field-rto");
        self.field("tcpi_snd_cwnd", info.cwnd, "kernel-field-cwnd");
        let threshold = info.ssthresh.map_or_else(|| "∞".to_owned(), |it| it.to_string());
        self.field("tcpi_snd_ssthresh", threshold, "kernel-field-ssthresh");
        self.field("tcpi_snd_wnd", info.snd_wnd, "kernel-field-snd-wnd");
        self.field("tcpi_rcv_wnd", info.rcv_wnd, "kernel-field-rcv-wnd");
        self.field("tcpi_unacked", info.unacked, "kernel-field-unacked");
        self.field("tcpi_lost", info.lost, "kernel-field-lost");
        self.field("tcpi_total_retrans", info.retransmits, "kernel-field-retransmits");
        self.field("tcpi_snd_mss", info.snd_mss, "kernel-field-snd-mss");
        self.field("tcpi_ca_state", info.ca_state, "kernel-field-ca-state");
        self.field("INET_DIAG_CONG", &info.congestion, "kernel-field-congestion");
        self.field("tcpi_bytes_acked", info.bytes_acked, "kernel-field-bytes-acked");
        self.field("tcpi_bytes_received", info.bytes_received, "kernel-field-bytes-received");
    }

    /// A field by its name in the kernel's interface, with its value and what it means.
    fn field(&mut self, name: &str, value: impl Display, key: &str) {
        let words = self.words;
        self.part(&format!("{name} = {value}"), words.t(key));
    }
}
