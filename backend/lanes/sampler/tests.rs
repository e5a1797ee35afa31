//! The sampler against this machine's kernel.

use std::{
    io::Write,
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, UdpSocket},
    sync::Arc,
    time::{Duration, Instant},
};

use socket2::{Domain, Socket, Type};

use super::*;
use crate::{
    event::Event,
    id::SocketId,
    kernel::{Owner, Sample, Source, TcpState, TimerKind},
};

/// A sampler with the sockets it knows and all that it told.
struct Scene {
    sampler: Sampler,
    ends: Vec<End>,
    now: Duration,
    told: Vec<(SocketId, Sample)>,
}

impl Scene {
    fn new() -> Self {
        let mut sampler = Sampler::new().unwrap();
        sampler.watch_host(true);
        Self { sampler, ends: Vec::new(), now: Duration::ZERO, told: Vec::new() }
    }

    fn knows(&mut self, id: u32, local: SocketAddr, peer: Option<SocketAddr>) {
        let place = Place {
            on: On::Host,
            protocol: Protocol::Tcp,
            local,
            peer,
            open: true,
            listens: peer.is_none(),
            only_v6: false,
            closing: false,
        };
        self.ends.push((SocketId(id), place));
    }

    fn closes(&mut self, id: u32) {
        for (_, place) in self.ends.iter_mut().filter(|(of, _)| *of == SocketId(id)) {
            place.open = false;
        }
    }

    /// Looks once, a good while later by the session's clock.
    fn look(&mut self) -> Vec<(SocketId, Sample)> {
        self.now += Duration::from_secs(5);
        let mut news = News::new();
        self.sampler.stir(self.now);
        self.sampler.look(self.now, &self.ends, &mut news);
        let samples: Vec<_> = news
            .into_iter()
            .map(|(_, socket, event)| {
                let Event::Kernel(sample) = event else { panic!("{event:?}") };
                (socket.unwrap(), Arc::unwrap_or_clone(sample))
            })
            .collect();
        self.told.extend(samples.iter().cloned());
        samples
    }

    /// Looks until a sample fits.
    fn sees(&mut self, what: &str, fits: impl Fn(SocketId, &Sample) -> bool) -> Sample {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let found = self.told.iter().position(|(id, sample)| fits(*id, sample));
            if let Some(at) = found {
                return self.told.remove(at).1;
            }
            assert!(Instant::now() < deadline, "never saw {what}: {:#?}", self.told);
            self.look();
            std::thread::yield_now();
        }
    }

    fn state(&mut self, id: u32, state: TcpState) -> Sample {
        self.sees(state.name(), |of, sample| of == SocketId(id) && sample.state == state)
    }
}

fn listener(backlog: i32) -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
    socket.listen(backlog).unwrap();
    let at = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, at)
}

/// A connection attempt that may not come back.
fn attempt(to: SocketAddr) -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_nonblocking(true).unwrap();
    let _ = socket.connect(&to.into());
    let from = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, from)
}

#[test]
fn a_handshake_is_over_before_anybody_accepts() {
    let mut scene = Scene::new();
    let (server, at) = listener(5);
    scene.knows(1, at, None);
    let listening = scene.state(1, TcpState::Listen);
    assert_eq!((listening.recv_q, listening.send_q), (0, 5));
    assert!(listening.overflows.is_some());

    let mut client = TcpStream::connect(at).unwrap();
    let from = client.local_addr().unwrap();
    client.write_all(b"hello").unwrap();
    // A client that the session does not know is found too, as one of the listener's.
    let waiting = scene.sees("a row in the accept queue", |_, sample| sample.recv_q == 5);
    assert_eq!((waiting.owner, waiting.state), (Owner::AcceptQueue, TcpState::Established));
    assert_eq!((waiting.local, waiting.peer), (at, Some(from)));
    assert!(scene.look().is_empty(), "told again although nothing changed");
    client.write_all(b"!").unwrap();
    scene.sees("six bytes", |id, sample| id == SocketId(1) && sample.recv_q == 6);

    let (_accepted, _) = server.accept().unwrap();
    scene.knows(2, at, Some(from));
    let accepted = scene.state(2, TcpState::Established);
    assert_eq!((accepted.owner, accepted.recv_q), (Owner::Socket, 6));
    scene.sees("an empty accept queue", |id, sample| {
        id == SocketId(1) && sample.state == TcpState::Listen && sample.recv_q == 0
    });
}

#[test]
fn a_full_accept_queue_keeps_clients_in_syn_sent() {
    let mut scene = Scene::new();
    let (_server, at) = listener(5);
    scene.knows(1, at, None);
    scene.look();
    let clients: Vec<_> = (0..9).map(|_| attempt(at)).collect();
    for (id, (_, from)) in (2..).zip(&clients) {
        scene.knows(id, *from, Some(at));
    }
    let full = scene.sees("overflows", |_, sample| {
        sample.overflows.is_some_and(|counted| 0 < counted.overflows)
    });
    assert_eq!((full.state, full.recv_q, full.send_q), (TcpState::Listen, 6, 5));
    scene.told.clear();
    let mut fresh = Scene { ends: scene.ends.clone(), ..Scene::new() };
    fresh.look();
    let count = |state, owner| {
        let fits =
            |(_, sample): &&(SocketId, Sample)| sample.state == state && sample.owner == owner;
        fresh.told.iter().filter(fits).count()
    };
    assert_eq!(count(TcpState::Established, Owner::Socket), 6);
    assert_eq!(count(TcpState::Established, Owner::AcceptQueue), 6);
    assert_eq!(count(TcpState::SynSent, Owner::Socket), 3);
}

#[test]
fn the_side_that_closes_first_waits_in_time_wait() {
    let mut scene = Scene::new();
    let (server, at) = listener(5);
    let client = TcpStream::connect(at).unwrap();
    let from = client.local_addr().unwrap();
    let (accepted, _) = server.accept().unwrap();
    scene.knows(1, at, None);
    scene.knows(2, from, Some(at));
    scene.knows(3, at, Some(from));
    scene.state(2, TcpState::Established);

    client.shutdown(Shutdown::Write).unwrap();
    let half = scene.state(2, TcpState::FinWait2);
    assert_eq!(half.owner, Owner::Socket);
    scene.state(3, TcpState::CloseWait);

    drop(accepted);
    scene.closes(3);
    drop(client);
    scene.closes(2);
    let rest = scene.state(2, TcpState::TimeWait);
    assert_eq!(rest.owner, Owner::Nobody);
    let timer = rest.timer.unwrap();
    assert_eq!(timer.kind, TimerKind::TimeWait);
    assert!(Duration::from_secs(50) < timer.remaining);
    assert!(timer.remaining <= Duration::from_secs(60));
    let gone = scene.state(3, TcpState::Closed);
    assert_eq!(gone.source, Source::Absence);
    assert_eq!(gone.peer, Some(from));
    // TIME-WAIT stays worth a look, and nothing else is.
    scene.closes(1);
    drop(server);
    scene.state(1, TcpState::Closed);
    assert!(scene.sampler.due().is_some());
}

#[test]
fn the_row_of_another_program_is_not_taken_for_that_of_a_closed_socket() {
    let mut scene = Scene::new();
    let (_another, at) = listener(5);
    scene.knows(1, at, None);
    scene.state(1, TcpState::Listen);
    scene.closes(1);
    let gone = scene.state(1, TcpState::Closed);
    assert_eq!(gone.source, Source::Absence);
    assert!(scene.look().is_empty());
}

#[test]
fn a_receiver_that_does_not_read_closes_its_window() {
    let mut scene = Scene::new();
    let (server, at) = listener(5);
    server.set_recv_buffer_size(4096).unwrap();
    let mut client = TcpStream::connect(at).unwrap();
    let from = client.local_addr().unwrap();
    scene.knows(2, from, Some(at));
    client.set_nonblocking(true).unwrap();
    while client.write(&[7; 65536]).is_ok() {}
    let blocked = scene.sees("the persist timer", |_, sample| {
        sample.timer.is_some_and(|timer| timer.kind == TimerKind::Persist)
    });
    assert!(0 < blocked.send_q);
}

#[test]
fn datagrams_wait_in_the_receive_queue() {
    let mut scene = Scene::new();
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = receiver.local_addr().unwrap();
    scene.knows(1, at, None);
    scene.ends[0].1.protocol = Protocol::Udp;
    let idle = scene.state(1, TcpState::Closed);
    assert_eq!((idle.source, idle.recv_q), (Source::SockDiag, 0));
    receiver.send_to(b"hello", at).unwrap();
    let waiting = scene.sees("bytes", |_, sample| 0 < sample.recv_q);
    assert!(waiting.memory.is_some() && waiting.info.is_none());
    drop(receiver);
    scene.closes(1);
    scene.sees("absence", |_, sample| sample.source == Source::Absence);
    assert_eq!(scene.sampler.due(), None);
}

#[test]
fn a_row_that_goes_on_changing_is_told_ten_times_a_second() {
    let mut scene = Scene::new();
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = receiver.local_addr().unwrap();
    scene.knows(1, at, None);
    scene.ends[0].1.protocol = Protocol::Udp;
    let mut news = News::new();
    for millis in (0..2000).step_by(20) {
        receiver.send_to(b"x", at).unwrap();
        let now = Duration::from_millis(millis);
        scene.sampler.look(now, &scene.ends, &mut news);
    }
    assert!((18..=21).contains(&news.len()), "{}", news.len());
}
