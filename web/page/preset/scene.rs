//! What one click shows in a lab: the kernel's side, and a wire that does what it is told.

use backend::{
    engine::SessionHandle,
    event::Event,
    id::Seq,
    lab::Net,
    policy::Refusal,
    segment::{Flags, Headers, Outcome, Segment},
};

use self::stage::Stage;
use crate::lens::{Face, Lens};

mod acts;
mod stage;

/// What one click shows in a lab.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scene {
    /// `listen(5)`, and nine clients that nobody accepts.
    Backlog,
    /// One end has finished sending, and the other has not.
    HalfClose,
    /// A connection that is established before anybody accepts it.
    Handshake,
    /// A segment that waits for a person.
    Hold,
    /// Two datagrams on a switch.
    Lan,
    /// A segment that is lost once.
    Loss,
    /// Two ends that close at the same moment.
    Simultaneous,
    /// A connection that only a kernel still knows.
    TimeWait,
    /// A receiver that does not read.
    Window,
}

impl Scene {
    /// Every scene, in the order of a course.
    pub const ALL: [Self; 9] = [
        Self::Handshake,
        Self::Loss,
        Self::Hold,
        Self::HalfClose,
        Self::TimeWait,
        Self::Simultaneous,
        Self::Backlog,
        Self::Window,
        Self::Lan,
    ];

    /// Its word in a form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::HalfClose => "halfclose",
            Self::Handshake => "handshake",
            Self::Hold => "hold",
            Self::Lan => "lan",
            Self::Loss => "loss",
            Self::Simultaneous => "simultaneous",
            Self::TimeWait => "timewait",
            Self::Window => "window",
        }
    }

    /// The scene of that word in a form or an address.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scene| scene.word() == word)
    }

    /// The face of the journal that shows its point.
    fn face(self) -> Face {
        match self {
            Self::Backlog | Self::TimeWait => Face::Kernel,
            Self::HalfClose
            | Self::Handshake
            | Self::Hold
            | Self::Lan
            | Self::Loss
            | Self::Simultaneous
            | Self::Window => Face::Ladder,
        }
    }

    /// The query of the page that shows and explains it.
    #[must_use]
    pub fn query(self) -> String {
        Lens { face: self.face(), scene: Some(self), ..Lens::default() }.query()
    }

    /// Where there is most to see: the first event after a place that is the scene's point.
    #[must_use]
    pub fn point(self, session: &SessionHandle, after: Seq) -> Option<Seq> {
        let entries = session.reader(after).stretch(after);
        let is_it = |event: &Event| match event {
            Event::Segment(segment) => self.is_about(segment),
            Event::Accepted { .. }
            | Event::Called(_)
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Icmp { .. }
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => false,
        };
        entries.iter().find(|entry| is_it(&entry.event)).map(|entry| entry.seq)
    }

    fn is_about(self, segment: &Segment) -> bool {
        let tcp = match &segment.headers {
            Headers::Tcp(tcp) => Some(tcp),
            Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } | Headers::Udp { .. } => {
                None
            }
        };
        let has = |flag| tcp.is_some_and(|tcp| tcp.flags.has(flag));
        match self {
            Self::Backlog | Self::Handshake => has(Flags::SYN),
            Self::HalfClose | Self::Simultaneous | Self::TimeWait => has(Flags::FIN),
            Self::Hold => segment.fate.outcome == Outcome::Held,
            Self::Lan => matches!(segment.headers, Headers::Arp(_)),
            Self::Loss => segment.fate.outcome == Outcome::Dropped,
            Self::Window => tcp.is_some_and(|tcp| tcp.win == 0),
        }
    }

    /// What happens, as a drawing that needs no words.
    pub(super) fn sketch(self) -> &'static str {
        match self {
            Self::Backlog => "SYN × 9 → Recv-Q ?",
            Self::HalfClose => "FIN → … ← 21 B ← FIN",
            Self::Handshake => "SYN → SYN, ACK → ACK",
            Self::Hold => "A ── ‖ ── B",
            Self::Lan => "ARP ? → UDP UDP",
            Self::Loss => "1 2 ✕ 4 5 … 3",
            Self::Simultaneous => "FIN ⇄ FIN → CLOSING",
            Self::TimeWait => "FIN, FIN → TIME-WAIT",
            Self::Window => "win = 0",
        }
    }

    /// Does it in a lab of its own; where there can be no lab, the journal says why.
    pub(super) async fn perform(self, session: &SessionHandle) -> Result<(), Refusal> {
        let net = if self == Self::Lan { Net::Switch } else { Net::Link };
        let Some(stage) = Stage::begin(session, net).await? else { return Ok(()) };
        match self {
            Self::Backlog => stage.backlog().await,
            Self::HalfClose => stage.half_close().await,
            Self::Handshake => stage.handshake().await,
            Self::Hold => stage.hold().await,
            Self::Lan => stage.lan().await,
            Self::Loss => stage.loss().await,
            Self::Simultaneous => stage.simultaneous().await,
            Self::TimeWait => stage.time_wait().await,
            Self::Window => stage.window().await,
        }
    }
}
