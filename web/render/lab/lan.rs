//! Who knows whom in a lab, and who got which frame.

use askama::Template;
use backend::{
    event::{Entry, Event},
    id::Seq,
    lab::{LabEvent, LabView, Net},
    node::Node,
    segment::{Outcome, Segment},
};

use super::frames;
use crate::words::Words;

/// The tables of a lab.
#[derive(Debug, Template)]
#[template(path = "part/lab/lan.html")]
pub(super) struct Lan {
    words: Words,
    net: Net,
    nodes: &'static [Node],
    arp: Vec<Neighbors>,
    learned: Vec<(String, &'static str)>,
    frames: Vec<Crossed>,
}

/// The ARP table of one node.
#[derive(Debug)]
struct Neighbors {
    node: &'static str,
    rows: Vec<(String, String, String)>,
}

/// A frame, and what each node has of it.
#[derive(Debug)]
struct Crossed {
    seq: Seq,
    number: u64,
    says: String,
    cells: Vec<Cell>,
}

/// What one node has of a frame.
#[derive(Clone, Copy, Debug)]
struct Cell {
    sign: &'static str,
    key: &'static str,
}

impl Lan {
    pub(super) fn new(words: Words, view: &LabView, recent: &[Entry]) -> Self {
        let nodes = view.net.nodes();
        let arp = view.nodes.iter().map(|node| Neighbors {
            node: node.node.name(),
            rows: node
                .neighbors
                .iter()
                .map(|(address, mac, state)| {
                    let mac = mac.as_ref().map_or_else(|| "?".to_owned(), frames::mac);
                    (address.to_string(), mac, state.clone())
                })
                .collect(),
        });
        let learned = view.learned.iter().map(|(mac, node)| (frames::mac(mac), node.name()));
        // What the kernel did not take, although the wire put it on.
        let unsent: Vec<_> = recent.iter().filter_map(unsent).collect();
        let crossed = recent.iter().rev().filter_map(|entry| {
            let Event::Segment(seen) = &entry.event else { return None };
            let from = seen.on.node()?;
            Some(Crossed::new(words, entry.seq, from, seen, nodes, &unsent))
        });
        Self {
            words,
            net: view.net,
            nodes,
            arp: arp.collect(),
            learned: learned.collect(),
            frames: crossed.take(LAST).collect(),
        }
    }
}

impl Crossed {
    fn new(
        words: Words,
        seq: Seq,
        from: Node,
        seen: &Segment,
        nodes: &[Node],
        unsent: &[(u64, Node)],
    ) -> Self {
        let cells = nodes.iter().map(|node| {
            if *node == from {
                match seen.fate.outcome {
                    Outcome::Dropped => Cell { sign: "✕", key: "fate-dropped" },
                    Outcome::Held => Cell { sign: "‖", key: "fate-held" },
                    Outcome::Corrupted
                    | Outcome::Delivered
                    | Outcome::Duplicated
                    | Outcome::Reordered => Cell { sign: "↗", key: "lab-frame-sent" },
                }
            } else if unsent.contains(&(seen.number, *node)) {
                Cell { sign: "✕", key: "lab-frame-refused" }
            } else if seen.reached.contains(node) {
                Cell { sign: "✓", key: "lab-frame-got" }
            } else {
                Cell { sign: "", key: "lab-frame-not" }
            }
        });
        let says = frames::short(words, &seen.headers);
        Self { seq, number: seen.number, says, cells: cells.collect() }
    }
}

fn unsent(entry: &Entry) -> Option<(u64, Node)> {
    let Event::Lab(event) = &entry.event else { return None };
    let LabEvent::Unsent { frame, to, .. } = **event else { return None };
    Some((frame, to))
}

/// How many frames the table has.
const LAST: usize = 20;
