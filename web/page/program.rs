//! The calls on one socket as a program: to read, and to take along.

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use backend::{
    engine::SessionHandle,
    id::{Seq, SessionId, SocketId},
    policy::Refusal,
};
use serde::Deserialize;

use super::{Frame, Shown, problem, session::find};
use crate::{
    api::events::attach,
    app::App,
    language::Choice,
    problem::Problem,
    program::{Language, Program, steps::Steps},
    wire::Malformed,
    words::Words,
};

/// The page of a program.
#[derive(Debug, Template)]
#[template(path = "page/program.html")]
struct Page {
    frame: Frame,
    session: SessionId,
    fragment: Fragment,
}

/// The program with its tabs, which is also a part of the session's page.
#[derive(Debug, Template)]
#[template(path = "part/program.html")]
pub struct Fragment {
    words: Words,
    session: SessionId,
    socket: SocketId,
    language: Language,
    text: String,
}

impl HtmlSafe for Fragment {}

impl Fragment {
    fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// The name of the file.
    fn file(&self) -> String {
        format!("{}.{}", self.socket, self.language.extension())
    }
}

/// What is asked for in the query.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    language: Option<String>,
    part: Option<String>,
}

/// Shows the program in one language; with `part=1` only the part that the session's page takes.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path((session, socket)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    let language = match asked.language.as_deref() {
        None | Some("") => Language::default(),
        Some(word) => match Language::of(word) {
            Some(language) => language,
            None => {
                let malformed = Malformed::new("language", "python or rust");
                return problem::page(choice, &malformed.into());
            }
        },
    };
    let program = match read(&session, &socket).await {
        Ok(program) => program,
        Err(problem) => return problem::page(choice, &problem),
    };
    let (id, socket) = (session.id(), program.socket);
    let frame = Frame::new(choice, |words| words.t1("program-title", "socket", socket.to_string()));
    let words = frame.words;
    let text = program.text(language, words);
    let fragment = Fragment { words, session: id, socket, language, text };
    if asked.part.is_some() {
        return Shown::part(choice, fragment).into_response();
    }
    Shown::new(choice, Page { frame, session: id, fragment }).into_response()
}

/// The program in Python, as a file.
pub async fn python(
    choice: Choice,
    State(app): State<App>,
    Path((session, socket)): Path<(String, String)>,
) -> Response {
    file(choice, &app, &session, &socket, Language::Python).await
}

/// The program in Rust, as a file.
pub async fn rust(
    choice: Choice,
    State(app): State<App>,
    Path((session, socket)): Path<(String, String)>,
) -> Response {
    file(choice, &app, &session, &socket, Language::Rust).await
}

async fn file(
    choice: Choice,
    app: &App,
    session: &str,
    socket: &str,
    language: Language,
) -> Response {
    let Some(session) = find(app, session) else { return problem::ended(choice) };
    let program = match read(&session, socket).await {
        Ok(program) => program,
        Err(problem) => return problem::page(choice, &problem),
    };
    let text = program.text(language, Words::new(choice.language));
    let mut response = text.into_response();
    let kind = HeaderValue::from_static(language.media_type());
    response.headers_mut().insert(CONTENT_TYPE, kind);
    attach(&mut response, &format!("{}.{}", program.socket, language.extension()));
    super::mark(&mut response, choice);
    response
}

/// Reads the journal as far as it is now, page by page, so that others have their turn between.
async fn read(session: &SessionHandle, socket: &str) -> Result<Program, Problem> {
    session.touch();
    let mut reader = session.reader(Seq::START);
    let found = socket.parse().ok().and_then(|socket| reader.socket(socket));
    let view = found.ok_or_else(|| Problem::from(Refusal::UnknownSocket))?;
    let head = reader.head();
    let mut steps = Steps::new(&view);
    loop {
        let page = reader.take();
        if let Some(gap) = &page.gap {
            steps.forgot(gap.to);
        }
        page.entries.iter().for_each(|entry| steps.take(entry));
        if page.is_empty() || head <= reader.cursor() {
            return Ok(steps.finish());
        }
        tokio::task::yield_now().await;
    }
}
