//! The classic BPF program that lets the frames of a session pass, and a small assembler for it.

use std::collections::{BTreeMap, BTreeSet};

/// An instruction of classic BPF, as `struct sock_filter` of `linux/filter.h` has it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Instruction {
    pub(super) code: u16,
    /// How many instructions are skipped where the comparison holds.
    pub(super) jt: u8,
    /// How many where it does not.
    pub(super) jf: u8,
    pub(super) k: u32,
}

/// So many ports are compared. A program may have 4096 instructions (`BPF_MAXINSNS`), and must fit
/// into the 20 KiB that kernels grant for the options of a socket (`net.core.optmem_max`).
pub(super) const MOST: usize = 1000;

/// A program for Ethernet frames: TCP and UDP with one of those ports at either end, and ICMP errors;
/// without any port, nothing, and with more than [`MOST`], all. Nothing of the port `never` passes,
/// whatever the other end is. Of a datagram in fragments the first one passes, because only that has
/// ports.
pub(super) fn program(ports: &BTreeSet<u16>, never: u16) -> Vec<Instruction> {
    let mut program = Assembler::default();
    if ports.is_empty() {
        program.end(NOTHING);
        return program.assemble();
    }
    program.plain(LOAD_HALF, ETHERTYPE);
    program.branch(JUMP_IF_EQUAL, IPV4, None, Some(Label::NotIpv4));

    program.plain(LOAD_HALF, ETHERNET + 6);
    program.branch(JUMP_IF_ANY, 0x1fff, Some(Label::Reject), None);
    program.plain(LOAD_X_HEADER_LENGTH, ETHERNET);
    program.plain(LOAD_BYTE, ETHERNET + 9);
    program.branch(JUMP_IF_EQUAL, TCP, Some(Label::Ports), None);
    program.branch(JUMP_IF_EQUAL, UDP, Some(Label::Ports), None);
    program.branch(JUMP_IF_EQUAL, ICMP, None, Some(Label::Reject));
    program.plain(LOAD_BYTE_AFTER, ETHERNET);
    for kind in [3, 4, 5, 11] {
        program.branch(JUMP_IF_EQUAL, kind, Some(Label::Accept), None);
    }
    program.branch(JUMP_IF_EQUAL, 12, Some(Label::Accept), Some(Label::Reject));

    program.label(Label::NotIpv4);
    program.branch(JUMP_IF_EQUAL, IPV6, None, Some(Label::Reject));
    program.plain(LOAD_X, 40);
    program.plain(LOAD_BYTE, ETHERNET + 6);
    program.branch(JUMP_IF_EQUAL, FRAGMENT, None, Some(Label::NotFragment));
    program.plain(LOAD_HALF, ETHERNET + 42);
    program.branch(JUMP_IF_ANY, 0xfff8, Some(Label::Reject), None);
    program.plain(LOAD_X, 48);
    program.plain(LOAD_BYTE, ETHERNET + 40);
    program.label(Label::NotFragment);
    program.branch(JUMP_IF_EQUAL, TCP, Some(Label::Ports), None);
    program.branch(JUMP_IF_EQUAL, UDP, Some(Label::Ports), None);
    program.branch(JUMP_IF_EQUAL, ICMPV6, None, Some(Label::Reject));
    program.plain(LOAD_BYTE_AFTER, ETHERNET);
    // Errors are below 128, and 0 is reserved.
    program.branch(JUMP_IF_ANY, 0x80, Some(Label::Reject), Some(Label::Accept));

    program.label(Label::Accept);
    program.end(EVERYTHING);
    program.label(Label::Reject);
    program.end(NOTHING);

    program.label(Label::Ports);
    for end in [ETHERNET, ETHERNET + 2] {
        program.plain(LOAD_HALF_AFTER, end);
        program.end_if_any(&[never], NOTHING);
    }
    if MOST < ports.len() {
        program.end(EVERYTHING);
        return program.assemble();
    }
    let ports: Vec<_> = ports.iter().copied().collect();
    for end in [ETHERNET, ETHERNET + 2] {
        program.plain(LOAD_HALF_AFTER, end);
        program.end_if_any(&ports, EVERYTHING);
    }
    program.end(NOTHING);
    program.assemble()
}

/// A place that is jumped to.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Label {
    Accept,
    NotFragment,
    NotIpv4,
    Ports,
    Reject,
}

/// A jump: where it goes when the comparison holds, and when not; `None` is the next instruction.
type Jump = (Option<Label>, Option<Label>);

/// Turns labels into distances.
#[derive(Debug, Default)]
struct Assembler {
    code: Vec<(Instruction, Jump)>,
    labels: BTreeMap<Label, usize>,
}

impl Assembler {
    fn plain(&mut self, code: u16, k: u32) {
        self.branch(code, k, None, None);
    }

    fn branch(&mut self, code: u16, k: u32, yes: Option<Label>, no: Option<Label>) {
        self.code.push((Instruction { code, k, ..Instruction::default() }, (yes, no)));
    }

    /// Ends with that answer if the accumulator is one of the values. It needs no labels: a
    /// conditional jump skips at most 255 instructions, so there is an end for each so many values.
    fn end_if_any(&mut self, values: &[u16], answer: u32) {
        for values in values.chunks(REACH) {
            for (value, jt) in values.iter().zip((1..=values.len()).rev()) {
                let jt = u8::try_from(jt).unwrap_or(u8::MAX);
                let jump = Instruction { code: JUMP_IF_EQUAL, jt, jf: 0, k: (*value).into() };
                self.code.push((jump, (None, None)));
            }
            self.plain(JUMP, 1);
            self.end(answer);
        }
    }

    fn end(&mut self, answer: u32) {
        self.plain(RETURN, answer);
    }

    fn label(&mut self, label: Label) {
        self.labels.insert(label, self.code.len());
    }

    fn assemble(self) -> Vec<Instruction> {
        let Self { code, labels } = self;
        let distance = |at: usize, to: Option<Label>| {
            to.and_then(|to| labels.get(&to))
                .map(|to| u8::try_from(to.saturating_sub(at + 1)).unwrap_or(u8::MAX))
        };
        let resolve = |(at, (instruction, (yes, no))): (usize, (Instruction, Jump))| Instruction {
            jt: distance(at, yes).unwrap_or(instruction.jt),
            jf: distance(at, no).unwrap_or(instruction.jf),
            ..instruction
        };
        code.into_iter().enumerate().map(resolve).collect()
    }
}

// Instructions, `linux/bpf_common.h`. "After" is behind the IP header, whose length is in X.
const LOAD_BYTE: u16 = 0x30;
const LOAD_BYTE_AFTER: u16 = 0x50;
const LOAD_HALF: u16 = 0x28;
const LOAD_HALF_AFTER: u16 = 0x48;
const LOAD_X: u16 = 0x01;
/// Four times the low half of a byte: the length of an IPv4 header.
const LOAD_X_HEADER_LENGTH: u16 = 0xb1;
const JUMP: u16 = 0x05;
const JUMP_IF_ANY: u16 = 0x45;
const JUMP_IF_EQUAL: u16 = 0x15;
const RETURN: u16 = 0x06;

/// A conditional jump skips at most 255 instructions; one is the jump over the end.
const REACH: usize = 250;

/// Answers: how many bytes of the frame pass.
const EVERYTHING: u32 = u32::MAX;
const NOTHING: u32 = 0;

/// Where an Ethernet header says what follows, and how long it is.
const ETHERTYPE: u32 = 12;
const ETHERNET: u32 = 14;
const IPV4: u32 = 0x0800;
const IPV6: u32 = 0x86dd;
const ICMP: u32 = 1;
const TCP: u32 = 6;
const UDP: u32 = 17;
const FRAGMENT: u32 = 44;
const ICMPV6: u32 = 58;

#[cfg(test)]
mod tests;
