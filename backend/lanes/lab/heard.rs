//! What a lab's helper says, and what follows from it.

use std::{fs::File, os::fd::OwnedFd, time::Duration};

use super::{Lab, line::Told, wire::End};
use crate::{
    errno::OsError,
    event::Event,
    lab::{Broken, LabEvent, Stage, relay::Relay},
    lanes::{News, sampler::Tables},
    node::On,
};

impl Lab {
    /// The helper said something.
    pub(super) fn hear(&mut self, now: Duration, told: Told, news: &mut News) {
        let event = match told {
            Told::Began(descriptors) => match self.equip(descriptors) {
                Ok(()) => {
                    self.stage = Stage::Ready;
                    LabEvent::Began { net: self.net }
                }
                Err(error) => self.is_unavailable("epoll_ctl".to_owned(), error),
            },
            Told::Broke(saw, exit) => {
                let broken = Broken { saw, exit, frames: self.relay.waiting() };
                self.breaks(broken);
                LabEvent::Broke(broken)
            }
            Told::Failed { step, error } => self.is_unavailable(step, error),
            Told::Knob { node, name, outcome } => LabEvent::Knob { node, name, outcome },
            Told::Refused(refusal) => {
                return news.push((now, None, Event::Refused(Box::new(refusal))));
            }
            Told::Knobs(knobs) => {
                self.changed |= self.knobs != knobs;
                self.knobs = knobs;
                return;
            }
            Told::Neighbors(neighbors) => {
                self.changed |= self.neighbors != neighbors;
                self.neighbors = neighbors;
                return;
            }
        };
        news.push((now, None, Event::Lab(Box::new(event))));
    }

    fn equip(&mut self, descriptors: Vec<OwnedFd>) -> Result<(), OsError> {
        let mut descriptors = descriptors.into_iter();
        self.ends = End::all(self.net, &mut descriptors)?;
        for node in self.net.hosts() {
            let diag = descriptors.next().ok_or(OsError::BAD_DESCRIPTOR)?;
            let netstat = descriptors.next().map(File::from);
            self.tables.push((On::Lab(node), Tables { diag, netstat }));
        }
        Ok(())
    }

    fn is_unavailable(&mut self, step: String, error: OsError) -> LabEvent {
        self.stage = Stage::Unavailable { step: step.clone(), error };
        LabEvent::Unavailable { step, error }
    }

    /// Nobody answers for the hosts any more. Without its packet sockets nothing keeps the namespace
    /// of the wire, and so the kernel takes the interfaces away. Sockets that were handed over keep
    /// their hosts' namespaces until they are closed, and are sampled until then.
    fn breaks(&mut self, broken: Broken) {
        self.stage = Stage::Broken(broken);
        self.ends.clear();
        self.relay = Relay::with_room(self.net, self.room);
        self.neighbors.clear();
        self.knobs.clear();
        self.stirred = false;
    }
}
