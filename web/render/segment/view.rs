//! All that one captured frame says: whose bytes it has, its numbers, its fields, and its headers drawn.

use std::ops::Range;

use askama::{Template, filters::HtmlSafe};
use backend::{
    dissect::{Field, Layer, layers},
    segment::{Headers, Segment, Source},
};

use super::{
    diagram::Diagram,
    model::{Band, Model, bands},
    number::{Number, numbers},
};
use crate::{render::label::Label, words::Words};

/// All that one captured frame says.
#[derive(Debug, Template)]
#[template(path = "part/segment.html")]
pub struct FrameView {
    words: Words,
    bands: Vec<Band>,
    /// How many bytes of it a program made.
    carried: usize,
    len: u32,
    kept: usize,
    from_ip: bool,
    label: Label,
    numbers: Vec<Number>,
    trees: Vec<Tree>,
    diagrams: Vec<Diagram>,
}

impl HtmlSafe for FrameView {}

/// A field or a layer with what it is made of.
#[derive(Debug, Template)]
#[template(path = "part/field.html")]
struct Tree {
    name: String,
    /// As Wireshark calls it.
    key: &'static str,
    value: String,
    says: Option<&'static str>,
    /// What is to be said about the value, where that comes from, and whether it is bad.
    note: Option<(String, &'static str, bool)>,
    range: Range<usize>,
    bits: Option<(u8, u8)>,
    is_layer: bool,
    children: Vec<Self>,
}

impl HtmlSafe for Tree {}

impl FrameView {
    /// The view of a frame.
    #[must_use]
    pub fn new(words: Words, segment: &Segment) -> Self {
        let from_ip = segment.source == Source::SavedSyn;
        Self::of(words, segment, &layers(&segment.frame, from_ip))
    }

    pub(super) fn of(words: Words, segment: &Segment, layers: &[Layer]) -> Self {
        let data = layers.iter().filter(|layer| layer.osi == 7).map(|layer| layer.range.len());
        let carried = match &segment.headers {
            Headers::Tcp(tcp) => tcp.len as usize,
            Headers::Udp { len, .. } => *len as usize,
            Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => data.sum(),
        };
        Self {
            words,
            bands: bands(words, segment, layers),
            carried,
            len: segment.frame_len,
            kept: segment.frame.len(),
            from_ip: segment.source == Source::SavedSyn,
            label: Label::of_frame(segment.source),
            numbers: numbers(words, segment),
            trees: layers.iter().map(|layer| Tree::of_layer(words, layer)).collect(),
            diagrams: layers.iter().filter_map(|layer| Diagram::of(words, layer)).collect(),
        }
    }

    fn models(&self) -> [Model; 3] {
        Model::ALL
    }

    /// How many bytes a program made, and how many that were on the wire.
    fn sum(&self) -> String {
        let key = if self.carried == 0 { "frame-sum-headers" } else { "frame-sum" };
        self.words.with(key, [("n", self.carried.into()), ("whole", self.len.into())])
    }

    /// Whether bytes of it were not kept.
    fn cut(&self) -> bool {
        (self.kept as u64) < u64::from(self.len)
    }
}

impl Tree {
    fn of_layer(words: Words, layer: &Layer) -> Self {
        let fields = layer.fields.iter().map(|field| Self::of(words, field)).collect();
        Self {
            name: name(words, layer.name),
            key: layer.name,
            value: words.t1("frame-bytes", "n", layer.range.len()),
            says: says(words, layer.name),
            note: None,
            range: layer.range.clone(),
            bits: None,
            is_layer: true,
            children: fields,
        }
    }

    fn of(words: Words, field: &Field) -> Self {
        let note = field.note.map(|note| {
            let word = note.word();
            let text = match note {
                backend::dissect::Note::ChecksumWrong { right } => {
                    words.t1("note-checksum-wrong", "right", format!("0x{right:04x}"))
                }
                backend::dissect::Note::ChecksumOffload
                | backend::dissect::Note::ChecksumRight
                | backend::dissect::Note::ChecksumUnused
                | backend::dissect::Note::ChecksumUnverified => {
                    words.t(&format!("note-{word}")).to_owned()
                }
            };
            (text, words.t("label-derived"), word == "checksum-wrong")
        });
        Self {
            name: name(words, field.name),
            key: field.name,
            value: field.value.clone().into_owned(),
            says: says(words, field.name),
            note,
            range: field.bytes.clone(),
            bits: field.bits,
            is_layer: false,
            children: field.children.iter().map(|child| Self::of(words, child)).collect(),
        }
    }
}

/// The name of a field in the reader's language, else the one that Wireshark has.
pub(super) fn name(words: Words, key: &'static str) -> String {
    words.find(&word("header", key)).unwrap_or(key).to_owned()
}

/// What a field is for.
pub(super) fn says(words: Words, key: &str) -> Option<&'static str> {
    words.find(&word("says", key))
}

fn word(kind: &str, key: &str) -> String {
    format!("{kind}-{}", key.replace(['.', '_'], "-"))
}

#[cfg(test)]
mod tests {
    use backend::segment::Flags;

    use super::*;
    use crate::{language::Language, render::segment::made};

    #[test]
    fn what_a_frame_says_is_labelled_by_how_it_was_obtained() {
        let words = Words::new(Language::English);
        let html = |segment: &Segment| FrameView::new(words, segment).render().unwrap();
        let mut segment = made::tcp("127.0.0.1:1000", "127.0.0.1:80", Flags::SYN, b"");
        let captured = html(&segment);
        assert!(captured.contains("data-label=\"captured\"") && captured.contains("kernel’s TCP"));
        segment.source = Source::File;
        let filed = html(&segment);
        assert!(filed.contains("the file does not say") && !filed.contains("kernel’s"), "{filed}");
        segment.source = Source::SavedSyn;
        segment.frame = segment.frame.slice(14..);
        let saved = html(&segment);
        assert!(
            saved.contains("data-label=\"returned\"") && !saved.contains("captured"),
            "{saved}"
        );
    }
}
