//! The files of static/, inside the program.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;

/// The handler of `/static/…`: the file of exactly that name, byte for byte, or 404. There is no
/// file system behind it and nothing is decoded, hence no path leads elsewhere.
pub async fn show(uri: Uri, headers: HeaderMap) -> Response {
    let asset = uri.path().strip_prefix(PREFIX).and_then(|name| ASSETS.get(name));
    let Some(asset) = asset else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let known = [(ETAG, asset.tag.clone()), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if headers.get_all(IF_NONE_MATCH).iter().any(|tags| names(tags, &asset.tag)) {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    (known, [(CONTENT_TYPE, HeaderValue::from_static(asset.kind))], asset.bytes.clone())
        .into_response()
}

#[derive(RustEmbed)]
#[folder = "static/"]
#[allow_missing = true]
struct Files;

struct Asset {
    bytes: Bytes,
    kind: &'static str,
    tag: HeaderValue,
}

/// A file is served only if its kind is known.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let assets = Files::iter().filter_map(|name| {
        let kind = kind(&name)?;
        let file = Files::get(&name)?;
        let tag = format!("\"{}\"", HEXLOWER.encode(&file.metadata.sha256_hash()[..16]));
        let tag = HeaderValue::try_from(tag).ok()?;
        let bytes = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some((name.into_owned(), Asset { bytes, kind, tag }))
    });
    assets.collect()
});

fn kind(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    KINDS.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
}

/// Whether `If-None-Match` has the tag; a weak comparison (RFC 9110 §13.1.2).
fn names(tags: &HeaderValue, tag: &HeaderValue) -> bool {
    let Ok(tags) = tags.to_str() else {
        return false;
    };
    tags.split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one).as_bytes() == tag.as_bytes())
}

const PREFIX: &str = "/static/";

const KINDS: [(&str, &str); 9] = [
    ("css", "text/css; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("webmanifest", "application/manifest+json"),
    ("woff2", "font/woff2"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_whether_weak_or_not() {
        let tag = HeaderValue::from_static("\"a1\"");
        for tags in ["\"a1\"", "W/\"a1\"", "\"b2\", \"a1\"", "*"] {
            assert!(names(&HeaderValue::from_static(tags), &tag), "{tags}");
        }
        for tags in ["a1", "\"b2\"", "", "\"a\""] {
            assert!(!names(&HeaderValue::from_static(tags), &tag), "{tags}");
        }
    }

    #[test]
    fn only_known_kinds_are_served() {
        assert_eq!(kind("page/live.js"), Some("text/javascript; charset=utf-8"));
        for name in ["index.html", "secret", ".env", "page.js.map"] {
            assert_eq!(kind(name), None, "{name}");
        }
    }
}
