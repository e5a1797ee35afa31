//! Pages made by hand.

use super::*;

#[test]
fn an_answer_says_its_language_and_remembers_a_choice() {
    let mut response = StatusCode::OK.into_response();
    mark(&mut response, Choice { language: Language::Traditional, sticks: true });
    assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "zh-Hant");
    assert_eq!(response.headers()[header::VARY], "Accept-Language, Cookie");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("lang=zh-Hant; ") && cookie.ends_with("SameSite=Lax"));
}
