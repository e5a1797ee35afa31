//! Where what an event says comes from: the one place that decides it.

use backend::{
    event::{Event, Why},
    kernel, segment,
};

use crate::words::Words;

/// Where what an event says comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Label {
    /// A packet socket saw it.
    Captured,
    /// It follows from what was sampled or captured.
    Derived,
    /// This program made it up.
    Playground,
    /// A call returned it.
    Returned,
    /// It was read now and then.
    Sampled,
}

impl Label {
    /// The label of an event; that a call waits is nobody's value.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Called(_) => None,
            // What a peer's RST says is what a call returned.
            Event::Closed { why: Why::PeerReset, .. }
            | Event::Accepted { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Icmp { .. }
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => Some(Self::Returned),
            Event::Closed { .. } | Event::Lab(_) | Event::Noted(_) | Event::Refused(_) => {
                Some(Self::Playground)
            }
            Event::Kernel(sample) if sample.source == kernel::Source::Absence => {
                Some(Self::Derived)
            }
            Event::Dropped { .. } | Event::Kernel(_) | Event::Missed { .. } => Some(Self::Sampled),
            Event::Segment(segment) => Some(Self::of_frame(segment.source)),
        }
    }

    /// The label of what stands in a frame.
    #[must_use]
    pub fn of_frame(source: segment::Source) -> Self {
        match source {
            segment::Source::File | segment::Source::Packet => Self::Captured,
            // `getsockopt` gave it, and no packet socket saw it.
            segment::Source::SavedSyn => Self::Returned,
        }
    }

    /// Its name in filters and style sheets.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Derived => "derived",
            Self::Playground => "playground",
            Self::Returned => "returned",
            Self::Sampled => "sampled",
        }
    }

    /// Its name for a person.
    #[must_use]
    pub fn words(self, words: Words) -> &'static str {
        match self {
            Self::Captured => words.t("label-captured"),
            Self::Derived => words.t("label-derived"),
            Self::Playground => words.t("label-playground"),
            Self::Returned => words.t("label-returned"),
            Self::Sampled => words.t("label-sampled"),
        }
    }
}
