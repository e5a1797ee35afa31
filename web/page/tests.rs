//! Pages made by hand.

use super::*;

#[test]
fn an_answer_says_its_language_and_remembers_a_choice() {
    let mut response = StatusCode::OK.into_response();
    let taste = Taste::of("theme=projector", "phone=on");
    let choice = Choice { language: Language::Traditional, sticks: true, taste };
    mark(&mut response, choice);
    assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "zh-Hant");
    assert_eq!(response.headers()[header::VARY], "Accept-Language, Cookie");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("lang=zh-Hant; ") && cookie.ends_with("SameSite=Lax"));
    let cookies = response.headers().get_all(header::SET_COOKIE);
    let cookies: Vec<&str> = cookies.iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies[1].starts_with("theme=projector; "));
}

#[test]
fn the_links_of_the_frame_keep_the_rest_of_the_query() {
    let frame = Frame::new(Choice::default(), |_| String::new());
    assert_eq!(frame.link("lang", "en"), "?lang=en");
    let frame = frame.keep(Some("face=ladder&lang=en&q=tcp.port+%3D%3D+80%26&theme=dark&phone=on"));
    assert_eq!(frame.link("theme", "light"), "?face=ladder&q=tcp.port+%3D%3D+80%26&theme=light");
}
