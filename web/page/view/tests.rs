//! What a live page is told of journals that real sessions made.

use backend::{
    command::{Command, Family, Protocol},
    engine::{Engine, SessionHandle},
    id::SocketId,
    limits::Limits,
    node::On,
    policy::Policy,
};

use super::*;
use crate::{language::Language, lens::Look};

async fn create(session: &SessionHandle) -> SocketId {
    let create = Command::Create { protocol: Protocol::Udp, family: Family::Ipv4, on: On::Host };
    session.command(create).await.unwrap().socket.unwrap()
}

#[tokio::test]
async fn a_page_that_skips_events_learns_of_the_sockets_that_came_in_them() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = engine.begin().unwrap();
    let reader = session.reader(Seq::START);
    for face in [Face::List, Face::Ladder] {
        let renderer = Renderer { words: Words::new(Language::English), session: session.id() };
        let lens = Lens::of(&Look { face, ..Look::default() });
        let mut view = View::new(renderer, lens, &reader).await;
        create(&session).await;
        let mut news = session.reader(Seq::START);
        let head = news.next().await.unwrap().head;
        let frame = String::from_utf8(view.skip(&reader, head).await.to_vec()).unwrap();
        for target in ["title", "targets", "s1"] {
            assert!(frame.contains(&format!(r#""target":"{target}""#)), "{target} in {frame}");
        }
        assert_eq!(frame.contains(r#""target":"heads""#), face == Face::Ladder, "{frame}");
    }
}

#[tokio::test]
async fn a_ladder_is_shared_only_while_nothing_was_forgotten() {
    for (journal_events, shared) in [(1000, true), (16, false)] {
        let engine = Engine::new(Policy::default(), Limits { journal_events, ..Limits::default() });
        let session = engine.begin().unwrap();
        let renderer = Renderer { words: Words::new(Language::English), session: session.id() };
        let lens = || Lens::of(&Look { face: Face::Ladder, ..Look::default() });
        let reader = session.reader(Seq::START);
        // One viewer saw sockets that another one, who comes later, cannot know of.
        let mut old = View::new(renderer, lens(), &reader).await;
        for _ in 0..12 {
            let socket = create(&session).await;
            session.command(Command::Close { socket }).await.unwrap();
        }
        let mut news = session.reader(Seq::START);
        while news.cursor() < news.head() {
            old.skip(&reader, news.head()).await;
            news = session.reader(news.head());
        }
        let reader = session.reader(news.cursor());
        let mut new = View::new(renderer, lens(), &reader).await;
        create(&session).await;
        let page = news.next().await.unwrap();
        let frames = [old.frame(&page, &reader), new.frame(&page, &reader)];
        assert_eq!(frames[0].as_ptr() == frames[1].as_ptr(), shared, "{journal_events}");
    }
}
