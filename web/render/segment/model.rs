//! The layers of a frame in the models of textbooks, and who wrote which bytes.

use std::ops::Range;

use backend::{
    dissect::Layer,
    node::On,
    segment::{Headers, Segment, Source},
};

use super::view::name;
use crate::words::Words;

/// A model of layers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Model {
    /// RFC 1122: application, transport, internet, link.
    Four,
    /// What most textbooks teach: TCP/IP with a physical layer.
    Five,
    /// The OSI reference model (ISO/IEC 7498-1).
    Seven,
}

impl Model {
    pub(super) const ALL: [Self; 3] = [Self::Seven, Self::Five, Self::Four];

    pub(super) fn layers(self) -> u8 {
        match self {
            Self::Four => 4,
            Self::Five => 5,
            Self::Seven => 7,
        }
    }

    pub(super) fn name(self, words: Words) -> &'static str {
        words.t(&format!("model-{}", self.layers()))
    }

    /// What a layer of the OSI model is called in this one.
    pub(super) fn layer(self, words: Words, osi: u8) -> &'static str {
        words.t(&format!("model-{}-{}", self.layers(), osi.clamp(2, 7)))
    }
}

/// The bytes of one layer.
#[derive(Debug)]
pub(super) struct Band {
    pub(super) name: String,
    pub(super) range: Range<usize>,
    pub(super) osi: u8,
    /// Where it stands in the drawing, in a thousand parts.
    pub(super) at: usize,
    pub(super) width: usize,
    /// Who wrote it.
    pub(super) author: &'static str,
}

/// The bands of a frame.
pub(super) fn bands(words: Words, segment: &Segment, layers: &[Layer]) -> Vec<Band> {
    // Every layer can be seen, however long the others are.
    let shown = |layer: &Layer| LEAST.max(layer.range.len().min(MOST));
    let whole: usize = layers.iter().map(shown).sum();
    let mut at = 0;
    let band = |layer: &Layer| {
        let width = shown(layer) * WIDTH / whole.max(1);
        let begin = at;
        at += width;
        Band {
            name: name(words, layer.name),
            range: layer.range.clone(),
            osi: layer.osi,
            at: begin,
            width,
            author: words.t(author(segment, layer)),
        }
    };
    layers.iter().map(band).collect()
}

fn author(segment: &Segment, layer: &Layer) -> &'static str {
    let lab = segment.on != On::Host;
    let tcp = matches!(segment.headers, Headers::Tcp(_));
    match layer.osi {
        _ if segment.source == Source::File => "author-file",
        0..=2 if layer.name == "arp" => "author-arp",
        0..=2 if lab => "author-veth",
        0..=2 => "author-loopback",
        3 if layer.name == "arp" => "author-arp",
        3 if layer.name.starts_with("icmp") => "author-icmp",
        3 => "author-ip",
        4..=6 if tcp => "author-tcp",
        4..=6 => "author-udp",
        _ => "author-program",
    }
}

/// How wide the drawing is.
const WIDTH: usize = 1000;
/// The least and the most bytes that a band is drawn with.
const LEAST: usize = 6;
const MOST: usize = 80;
