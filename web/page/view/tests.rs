//! What a live page is told of journals that real sessions made.

use backend::{
    command::{Command, Family, Protocol},
    engine::{Engine, SessionHandle},
    limits::Limits,
    policy::Policy,
};

use super::*;
use crate::{language::Language, lens::Look};

async fn create(session: &SessionHandle) {
    let create = Command::Create { protocol: Protocol::Udp, family: Family::Ipv4 };
    session.command(create).await.unwrap();
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
