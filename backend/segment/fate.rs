//! What the wire did with a frame.

use std::time::Duration;

/// What the wire did with a frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fate {
    /// What became of it.
    pub outcome: Outcome,
    /// How long the wire kept it, if it was put on at the other end.
    pub after: Duration,
    /// The hand-written rule that decided; `None` where none did.
    pub rule: Option<u32>,
    /// Why it is gone, where no rule wanted it.
    pub why: Option<Loss>,
}

impl Fate {
    /// It arrived, as everything does on a wire that has no rules.
    pub const ARRIVED: Self =
        Self { outcome: Outcome::Delivered, after: Duration::ZERO, rule: None, why: None };
}

/// Why a wire lost a frame that no rule dropped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Loss {
    /// Chance, as the wire's settings have it.
    Chance,
    /// No end of the wire is where it wants to go.
    Nowhere,
    /// Too many frames wait for a line of a limited rate.
    Queue,
    /// What is held and on its way takes as much memory as a lab may have.
    Room,
}

impl Loss {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Chance => "chance",
            Self::Nowhere => "nowhere",
            Self::Queue => "queue",
            Self::Room => "room",
        }
    }
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// A bit was flipped; it arrived, and checksums tell.
    Corrupted,
    /// It arrived.
    Delivered,
    /// It is gone.
    Dropped,
    /// It arrived twice.
    Duplicated,
    /// It waits for a decision.
    Held,
    /// It arrived behind a frame that was sent after it.
    Reordered,
}

impl Outcome {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Corrupted => "corrupted",
            Self::Delivered => "delivered",
            Self::Dropped => "dropped",
            Self::Duplicated => "duplicated",
            Self::Held => "held",
            Self::Reordered => "reordered",
        }
    }
}
