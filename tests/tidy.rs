//! The rules of the house that no compiler knows.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// A reader who opens a file learns on its first line what it is for.
#[test]
fn every_file_begins_with_a_sentence() {
    check(&["rs", "js", "mjs", "css", "html"], |file| {
        let first = file.text.lines().next().unwrap_or_default();
        let comment = match file.extension() {
            "rs" => first.strip_prefix("//! "),
            "css" => first.strip_prefix("/* "),
            "html" => first.strip_prefix("{# ").or_else(|| first.strip_prefix("{#- ")),
            _ => first.strip_prefix("// "),
        };
        let ends = |comment: &str| comment.ends_with('.') || comment.contains(". ");
        (!comment.is_some_and(ends)).then(|| "line 1 is no comment with a sentence".to_owned())
    });
}

#[test]
fn files_are_short() {
    check(&["rs", "js", "html"], |file| {
        let most = match file.extension() {
            _ if file.is_in("tests/") => return None,
            "rs" => 400,
            "js" => 200,
            _ => 120,
        };
        let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        (most < lines).then(|| format!("{lines} lines without its tests; the most is {most}"))
    });
}

#[test]
fn files_are_named_for_what_they_are_about() {
    check(&["rs", "js", "mjs", "css", "html"], |file| {
        let vague = ["common", "helper", "helpers", "misc", "mod", "types", "util", "utils"];
        let mut parts = file.path.split(['/', '.']);
        parts.find(|part| vague.contains(part)).map(|part| format!("{part:?} says nothing"))
    });
}

/// A session and all it is made of run without a clock, a network, and a scheduler.
#[test]
fn the_pure_files_do_not_know_the_runtime() {
    let files = files();
    for name in PURE {
        let path = format!("backend/{name}.rs");
        assert!(files.iter().any(|file| file.path == path), "{path} is on the list and not there");
    }
    check(&["rs"], |file| {
        let name = file.path.strip_prefix("backend/")?.split(['.', '/']).next()?;
        PURE.iter().find(|pure| **pure == name)?;
        line(file, |code| !code.starts_with("//") && code.contains("tokio"))
    });
}

#[test]
fn the_engine_depends_on_nothing_of_the_web() {
    let manifest = read(&root().join("backend/Cargo.toml"));
    for line in manifest.lines() {
        let name = line.split([' ', '.', '=']).next().unwrap_or_default();
        let web = ["askama", "axum", "hyper", "serde", "tower", "tungstenite"];
        assert!(!web.iter().any(|web| name.starts_with(web)), "backend/Cargo.toml: {line}");
    }
}

/// HTML is made by the server's templates, and it enters the page in one place.
#[test]
fn only_one_script_puts_html_into_the_page() {
    check(&["js"], |file| {
        let doors = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"];
        let guarded = file.is_in("static/") && !file.path.ends_with("/patch.js");
        let opens = |code: &str| doors.iter().any(|door| code.contains(door));
        if guarded { line(file, opens) } else { None }
    });
}

#[test]
fn templates_escape_everything() {
    check(&["html"], |file| {
        line(file, |code| {
            code.split('|').skip(1).any(|filter| filter.trim_start().starts_with("safe"))
        })
    });
}

#[test]
fn nothing_is_left_for_later() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), "todo!(", "unimplemented!("];
    check(&["rs", "js", "mjs", "css", "html"], |file| {
        let at = |code: &str| words.iter().any(|word| code.contains(word));
        if file.path == "tests/tidy.rs" { None } else { line(file, at) }
    });
}

/// Words that people read are in the Fluent files, where translators find them.
#[test]
fn scripts_speak_no_language() {
    check(&["js"], |file| {
        let read_aloud = |character: char| {
            matches!(
                character,
                '\u{2e80}'..='\u{9fff}'
                    | '\u{ac00}'..='\u{d7af}'
                    | '\u{f900}'..='\u{faff}'
                    | '\u{ff00}'..='\u{ffef}'
                    | '\u{20000}'..='\u{3ffff}'
            )
        };
        if file.is_in("static/") { line(file, |code| code.contains(read_aloud)) } else { None }
    });
}

#[test]
fn only_what_a_page_needs_is_served() {
    let served = ["css", "ico", "js", "png", "svg", "txt", "webmanifest", "woff2"];
    for path in paths() {
        let extension = path.rsplit('.').next().unwrap_or_default();
        let allowed = !path.starts_with("static/") || served.contains(&extension);
        assert!(allowed, "{path}: not one of {served:?}");
    }
}

/// A file of the repository, with its path from the top.
struct File {
    path: String,
    text: String,
}

impl File {
    fn extension(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}

/// Tells everything that is wrong at once.
#[track_caller]
fn check(extensions: &[&str], offense: impl Fn(&File) -> Option<String>) {
    let mut report = String::new();
    for file in files().iter().filter(|file| extensions.contains(&file.extension())) {
        if let Some(offense) = offense(file) {
            let _ = writeln!(report, "{}: {offense}", file.path);
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// The first line of code for which `wrong` is true.
fn line(file: &File, wrong: impl Fn(&str) -> bool) -> Option<String> {
    let mut lines = (1..).zip(file.text.lines());
    let (number, code) = lines.find(|(_, code)| wrong(code.trim_start()))?;
    Some(format!("line {number}: {}", code.trim()))
}

fn files() -> Vec<File> {
    let texts = ["rs", "js", "mjs", "css", "html"];
    let is_text = |path: &String| texts.contains(&path.rsplit('.').next().unwrap_or_default());
    let file = |path: String| File { text: read(&root().join(&path)), path };
    paths().into_iter().filter(is_text).map(file).collect()
}

/// Every file of the project, with its path from the top.
fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            if path.is_file() {
                let inside = path.strip_prefix(root()).unwrap_or(&path);
                paths.push(inside.to_string_lossy().into_owned());
            } else if !path.ends_with("node_modules") && !path.ends_with("tests/output") {
                folders.push(path);
            }
        }
    }
    paths.sort_unstable();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders that people write in.
const FOLDERS: [&str; 5] = ["backend", "static", "templates", "tests", "web"];

/// The files of the engine, and the folders beside them, that only compute.
const PURE: [&str; 17] = [
    "call",
    "command",
    "conversation",
    "dissect",
    "effect",
    "errno",
    "event",
    "id",
    "journal",
    "lab",
    "limits",
    "option",
    "policy",
    "segment",
    "session",
    "signal",
    "view",
];
