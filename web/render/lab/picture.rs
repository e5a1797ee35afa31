//! The network of a lab as a drawing: hosts, the wire between them, and what hangs on it.

use askama::Template;
use backend::{
    lab::{LabView, Net},
    node::Node,
    view::{SocketView, State},
};

use super::{frames, held::MOST, wire};
use crate::words::Words;

mod layout;

use layout::{Point, Sides};

/// The network of a lab as a drawing.
#[derive(Debug, Template)]
#[template(path = "part/lab/picture.html")]
pub(super) struct Picture {
    words: Words,
    height: i32,
    boxes: Vec<HostBox>,
    middles: Vec<Middle>,
    paths: Vec<String>,
    notes: Vec<Note>,
    flags: Vec<Flag>,
}

/// A host, or the router.
#[derive(Debug)]
struct HostBox {
    at: Point,
    height: i32,
    node: Node,
    addresses: Vec<String>,
    mac: String,
    sockets: Vec<(String, String)>,
    more: usize,
}

/// A switch, a hub, or the name of a LAN.
#[derive(Debug)]
struct Middle {
    at: Point,
    width: i32,
    height: i32,
    round: i32,
    lines: Vec<String>,
}

/// A line of text beside a wire.
#[derive(Debug)]
struct Note {
    at: Point,
    anchor: &'static str,
    text: String,
}

/// A frame that is held, hanging on the wire.
#[derive(Debug)]
struct Flag {
    at: Point,
    frame: u64,
}

impl Picture {
    pub(super) fn new(words: Words, view: &LabView, sockets: &[SocketView]) -> Self {
        let mut picture = Self {
            words,
            height: 0,
            boxes: Vec::new(),
            middles: Vec::new(),
            paths: Vec::new(),
            notes: Vec::new(),
            flags: Vec::new(),
        };
        let sides = Sides { words, view, sockets };
        match view.net {
            Net::Link => picture.link(&sides),
            Net::Hub | Net::Switch => picture.lan(&sides),
            Net::Router => picture.routed(&sides),
        }
        picture
    }

    /// Two hosts above a wire, on which the ways there and back have a side each.
    fn link(&mut self, sides: &Sides<'_>) {
        let row = self.row(sides, 0, [Node::A, Node::B]);
        let shared = wire::uniform(sides.view).map(|all| wire::marks(sides.words, all));
        let (above, below) = match shared {
            Some(marks) if marks.is_empty() => {
                (vec![sides.words.t("lab-word-link").into()], vec![])
            }
            Some(marks) => (marks, Vec::new()),
            None => (sides.labeled(Node::A, "A → B"), sides.labeled(Node::B, "A ← B")),
        };
        let wire = row + 12 + LINE * above.len().max(1) as i32;
        let (left, right) = (LEFT, RIGHT);
        self.paths.push(format!("M{left} {row}V{wire}H{right}V{row}"));
        self.note_lines(WIDTH / 2, wire - 7 - LINE * (above.len() as i32 - 1), "middle", &above);
        self.note_lines(WIDTH / 2, wire + 16, "middle", &below);
        let hang = wire + 8 + LINE * below.len() as i32;
        let held = self.hang(sides, Node::A, Point { x: left, y: hang }, 1)
            | self.hang(sides, Node::B, Point { x: right - FLAG, y: hang }, -1);
        self.height = hang + if held { FLAG_HEIGHT + 4 } else { 4 };
    }

    /// Four hosts around a switch or a hub.
    fn lan(&mut self, sides: &Sides<'_>) {
        let row = self.row(sides, 0, [Node::A, Node::B]);
        let middle = row + sides.gap([Node::A, Node::B]);
        let word = sides.words.t(&format!("lab-word-{}", sides.view.net.wire()));
        let height = self.middle(sides, middle, word);
        let below = middle + height + sides.gap([Node::C, Node::D]);
        for (node, x) in [(Node::A, LEFT), (Node::B, RIGHT)] {
            self.paths.push(format!("M{x} {row}V{middle}"));
            self.beside(sides, node, Point { x, y: row });
        }
        for (node, x) in [(Node::C, LEFT), (Node::D, RIGHT)] {
            self.paths.push(format!("M{x} {}V{below}", middle + height));
            self.beside(sides, node, Point { x, y: middle + height });
        }
        self.height = self.row(sides, below, [Node::C, Node::D]) + 2;
    }

    /// Two LANs, and the router between them.
    fn routed(&mut self, sides: &Sides<'_>) {
        let row = self.row(sides, 0, [Node::A, Node::B]);
        let upper = row + sides.gap([Node::A, Node::B]);
        let height = self.lane(upper, "10.0.0.0/24");
        let router = upper + height + sides.gap([Node::Router, Node::Router]);
        let x = WIDTH / 2;
        let place = Point { x: x - BOX / 2, y: router };
        self.boxes.push(sides.host(
            Node::Router,
            place,
            sides.height([Node::Router, Node::Router]),
        ));
        let under = router + sides.height([Node::Router, Node::Router]);
        let lower = under + 18;
        self.lane(lower, "10.0.1.0/24");
        let below = lower + height + sides.gap([Node::C, Node::D]);
        for (node, x) in [(Node::A, LEFT), (Node::B, RIGHT)] {
            self.paths.push(format!("M{x} {row}V{upper}"));
            self.beside(sides, node, Point { x, y: row });
        }
        self.paths.push(format!("M{x} {}V{router}M{x} {under}V{lower}", upper + height));
        self.beside(sides, Node::Router, Point { x, y: upper + height });
        for (node, x) in [(Node::C, LEFT), (Node::D, RIGHT)] {
            self.paths.push(format!("M{x} {}V{below}", lower + height));
            self.beside(sides, node, Point { x, y: lower + height });
        }
        self.height = self.row(sides, below, [Node::C, Node::D]) + 2;
    }

    /// Two hosts side by side; where they end.
    fn row(&mut self, sides: &Sides<'_>, y: i32, nodes: [Node; 2]) -> i32 {
        let height = sides.height(nodes);
        for (node, x) in nodes.into_iter().zip([1, WIDTH - 1 - BOX]) {
            self.boxes.push(sides.host(node, Point { x, y: y + 1 }, height));
        }
        y + 1 + height
    }

    /// The box in the middle with its word and what happens to everybody's frames; how high it is.
    fn middle(&mut self, sides: &Sides<'_>, y: i32, word: &str) -> i32 {
        let mut lines = vec![word.to_owned()];
        if let Some(all) = wire::uniform(sides.view) {
            let marks = wire::marks(sides.words, all);
            lines.extend(marks.chunks(2).map(|pair| pair.join(" · ")));
        }
        let height = 8 + LINE * lines.len() as i32;
        let round = if sides.view.net == Net::Hub { height / 2 } else { 4 };
        let at = Point { x: 24, y };
        self.middles.push(Middle { at, width: WIDTH - 48, height, round, lines });
        height
    }

    /// A LAN that has an address; how high it is.
    fn lane(&mut self, y: i32, name: &str) -> i32 {
        let (at, height) = (Point { x: 24, y }, 8 + LINE);
        let lines = vec![name.to_owned()];
        self.middles.push(Middle { at, width: WIDTH - 48, height, round: 4, lines });
        height
    }

    /// What happens on the short wire of one node, and what hangs there.
    fn beside(&mut self, sides: &Sides<'_>, node: Node, at: Point) {
        if wire::uniform(sides.view).is_none() || node == Node::Router {
            let lines = sides.marks(node);
            self.note_lines(at.x - 6, at.y + LINE, "end", &lines);
        }
        self.hang(sides, node, Point { x: at.x + 6, y: at.y + 3 }, 1);
    }

    fn note_lines(&mut self, x: i32, y: i32, anchor: &'static str, lines: &[String]) {
        for (line, text) in (0..).zip(lines) {
            let at = Point { x, y: y + LINE * line };
            self.notes.push(Note { at, anchor, text: text.clone() });
        }
    }

    /// Hangs the held frames of a node side by side, as far as there is room; whether there are any.
    fn hang(&mut self, sides: &Sides<'_>, node: Node, at: Point, way: i32) -> bool {
        let cards = sides.view.held.iter().take(MOST);
        let frames = cards.filter(|held| held.from == node);
        let mut any = false;
        for (place, held) in (0..2).zip(frames) {
            any = true;
            let at = Point { x: at.x + way * place * (FLAG + 4), y: at.y };
            self.flags.push(Flag { at, frame: held.frame });
        }
        any
    }
}

/// A socket in a host's box: its place on the page, and what it is.
fn chip(words: Words, socket: &SocketView) -> (String, String) {
    let port = socket.local.map(|local| format!(":{}", local.port())).unwrap_or_default();
    let state = words.t(&format!("state-{}", socket.state.wire()));
    (socket.id.to_string(), format!("{} {port} {state}", socket.id))
}

/// The open sockets of a node.
fn sockets_of<'a>(
    sockets: &'a [SocketView],
    node: Node,
) -> impl Iterator<Item = &'a SocketView> + 'a {
    let open = sockets.iter().filter(|socket| socket.state != State::Closed);
    open.filter(move |socket| socket.on.node() == Some(node))
}

/// The hardware address of a node.
fn mac_of(view: &LabView, node: Node) -> String {
    let found = view.nodes.iter().find(|one| one.node == node);
    found.map(|one| frames::mac(&one.mac)).unwrap_or_default()
}

const WIDTH: i32 = 320;
const BOX: i32 = 152;
const LINE: i32 = 14;
/// Where the wires of the hosts on the left and on the right are.
const LEFT: i32 = 77;
const RIGHT: i32 = 243;
const FLAG: i32 = 34;
const FLAG_HEIGHT: i32 = 24;
/// How many sockets a host's box names.
const SOCKETS: usize = 4;
