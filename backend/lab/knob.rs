//! Settings of a lab host's kernel that nobody would touch on a real one.

/// A knob of a node's kernel that a host would not let go of.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Its name, as `sysctl(8)` writes it.
    pub name: &'static str,
    /// Its unit, or an empty text.
    pub unit: &'static str,
}

/// The knobs that can be set.
pub const KNOBS: [Knob; 12] = [
    Knob { name: "net.ipv4.tcp_fin_timeout", unit: "s" },
    Knob { name: "net.ipv4.tcp_rto_min_us", unit: "µs" },
    Knob { name: "net.ipv4.tcp_syn_retries", unit: "" },
    Knob { name: "net.ipv4.tcp_synack_retries", unit: "" },
    Knob { name: "net.ipv4.tcp_retries2", unit: "" },
    Knob { name: "net.ipv4.tcp_syncookies", unit: "" },
    Knob { name: "net.ipv4.tcp_sack", unit: "" },
    Knob { name: "net.ipv4.tcp_timestamps", unit: "" },
    Knob { name: "net.ipv4.tcp_window_scaling", unit: "" },
    Knob { name: "net.ipv4.tcp_congestion_control", unit: "" },
    Knob { name: "net.core.somaxconn", unit: "" },
    Knob { name: "net.ipv4.tcp_max_syn_backlog", unit: "" },
];
