//! What is worth saying that no call returned.

/// Something worth saying that no call returned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Note {
    /// What a socket does by itself was changed.
    AutoChanged,
    /// The raw stream of a socket began.
    StreamBegan,
    /// The raw stream of a socket ended.
    StreamEnded,
    /// The kernel lane was switched on or off.
    WatchingKernel {
        /// On.
        on: bool,
    },
    /// The capture of this machine's loopback was switched on or off.
    WatchingWire {
        /// On.
        on: bool,
    },
}

impl Note {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        match self {
            Self::AutoChanged => "auto-changed",
            Self::StreamBegan => "stream-began",
            Self::StreamEnded => "stream-ended",
            Self::WatchingKernel { on: true } => "kernel-lane-on",
            Self::WatchingKernel { on: false } => "kernel-lane-off",
            Self::WatchingWire { on: true } => "wire-lane-on",
            Self::WatchingWire { on: false } => "wire-lane-off",
        }
    }
}
