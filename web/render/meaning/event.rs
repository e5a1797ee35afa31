//! What each kind of event means.

use backend::{
    call::Call,
    event::{Event, Kind, Opened, Why},
    signal::DropSource,
};

use super::{Meaning, source};
use crate::{
    page::problem::refusal_words,
    render::call::{call, how_constant, outcome},
};

impl Meaning {
    /// Fills in what the event means.
    pub(super) fn event(&mut self, event: &Event) {
        let words = self.words;
        match event {
            Event::Accepted { child, peer } => {
                self.say("meaning-accepted");
                self.part_about(*child, words.t("meaning-accepted-child"));
                self.part(peer, words.t("meaning-peer"));
                self.sources.extend(source::of_call(&Call::Accept, self.protocol));
            }
            Event::Called(made) => {
                self.call = Some((call(made), None));
                self.waits(made);
                self.does(made);
                self.arguments(made);
                self.sources.extend(source::of_call(made, self.protocol));
            }
            Event::Closed { why, unread, unsent } => self.closed(*why, *unread, *unsent),
            Event::Dropped { source, .. } => {
                self.say("meaning-dropped");
                let key = match source {
                    DropSource::MemInfo => "meaning-dropped-mem",
                    DropSource::RxqOvfl => "meaning-dropped-ovfl",
                };
                self.part(source.constant(), words.t(key));
                self.sources.extend(source::of_drops());
            }
            Event::Ended => {
                self.say("meaning-ended");
                self.sources.extend(source::of_end());
            }
            Event::Failed(failed) => {
                self.call = Some((call(&failed.call), outcome(Err(failed.error))));
                self.say("meaning-automatic");
                self.does(&failed.call);
                self.arguments(&failed.call);
                self.sources.extend(source::of_call(&failed.call, self.protocol));
                self.fail(failed.error);
            }
            Event::Icmp { error, .. } => {
                self.say("meaning-icmp");
                self.fail(*error);
            }
            Event::Kernel(sample) => self.kernel(sample),
            Event::Lab(lab) => self.say(&format!("meaning-lab-{}", lab.wire())),
            Event::Missed { .. } => self.say("meaning-missed"),
            Event::Segment(segment) => self.segment(segment),
            Event::Noted(note) => self.say(&format!("meaning-note-{}", note.wire())),
            Event::Opened(opened) => self.opened(opened),
            Event::Received { payload, from } => {
                self.say_for_protocol("meaning-received");
                if payload.len == 0 {
                    self.say("meaning-received-empty");
                }
                if let Some(from) = from {
                    self.part(from, words.t("meaning-sender"));
                }
                let recv = Call::Recv { max: 0, peek: false };
                self.sources.extend(source::of_call(&recv, self.protocol));
            }
            Event::Refused(refusal) => {
                let (case, what, next) = refusal_words(words, refusal);
                self.say("meaning-refused");
                self.says.extend(case.map(Into::into));
                self.says.extend([what.into(), next.into()]);
            }
            Event::Returned(returned) => self.returned(returned),
            Event::Sent { to, .. } => {
                self.say_for_protocol("meaning-sent");
                if let Some(to) = to {
                    self.part(to, words.t("meaning-peer"));
                }
                let send = Call::Send { len: 0, to: *to };
                self.sources.extend(source::of_call(&send, self.protocol));
            }
            Event::ShutDown { how } => {
                self.call = Some((format!("shutdown({})", how_constant(*how)), Some("= 0".into())));
                self.say_for_protocol("meaning-does-shutdown");
                self.direction(*how);
                self.sources.extend(source::of_call(&Call::Shutdown { how: *how }, self.protocol));
            }
        }
    }

    fn waits(&mut self, made: &Call) {
        match made {
            Call::Accept => self.say("meaning-called-accept"),
            Call::Connect { .. } => self.say("meaning-called-connect"),
            Call::GetAddrInfo { .. } => self.say("meaning-called-getaddrinfo"),
            Call::Recv { .. } => self.say_for_protocol("meaning-called-recv"),
            Call::Send { .. } => self.say_for_protocol("meaning-called-send"),
            Call::Bind { .. }
            | Call::Close
            | Call::Listen { .. }
            | Call::Reset
            | Call::SetSockOpt { .. }
            | Call::Shutdown { .. }
            | Call::Socket { .. } => self.say("meaning-called-other"),
        }
        self.say("meaning-called");
    }

    fn closed(&mut self, why: Why, unread: usize, unsent: usize) {
        self.say(&format!("meaning-closed-{}", why.wire()));
        if 0 < unread {
            self.says.push(self.words.t1("meaning-closed-unread", "n", unread).into());
            self.say_for_protocol("meaning-closed-unread");
        }
        if 0 < unsent {
            self.says.push(self.words.t1("meaning-closed-unsent", "n", unsent).into());
        }
        self.sources.extend(source::of_close(why, self.protocol));
    }

    fn opened(&mut self, opened: &Opened) {
        self.say(match opened.kind {
            Kind::TcpAccepted => "meaning-opened-accepted",
            Kind::TcpConnect => "meaning-opened-connect",
            Kind::TcpListen => "meaning-opened-listen",
            Kind::Udp => "meaning-opened-udp",
        });
        if opened.self_connected {
            self.say("meaning-opened-self");
        }
        if opened.exposed {
            self.say("meaning-opened-exposed");
        }
        self.part(&opened.local, self.words.t("meaning-local"));
        if let Some(peer) = opened.peer {
            self.part(&peer, self.words.t("meaning-peer"));
        }
        self.sources.extend(source::of_kind(opened.kind));
    }
}
