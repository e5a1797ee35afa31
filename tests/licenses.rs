//! The list of licenses names exactly the crates that the program is built of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

/// Crates that run while the program is built, such as macros, are not in it.
#[test]
fn the_list_of_licenses_is_what_the_program_is_built_of() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected = list(&metadata(root));
    let path = root.join("web/licenses.txt");
    let found = fs::read_to_string(&path).unwrap_or_default();
    if found != expected {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("licenses.txt");
        fs::write(&fresh, &expected).unwrap();
        panic!("{} is out of date; copy {} there", path.display(), fresh.display());
    }
}

fn metadata(root: &Path) -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root).args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    let said = cargo.args(["--filter-platform", PLATFORM]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

/// The list, from what cargo says.
fn list(metadata: &Value) -> String {
    let packages: BTreeMap<&str, &Value> = array(&metadata["packages"])
        .iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let nodes: BTreeMap<&str, &Value> =
        array(&metadata["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), node)).collect();
    let mut waiting = vec![text(&metadata["resolve"]["root"])];
    let mut built: BTreeSet<&str> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        for dependency in array(&nodes[id]["deps"]) {
            let id = text(&dependency["pkg"]);
            let kinds = array(&dependency["dep_kinds"]);
            let normal = kinds.iter().any(|kind| kind["kind"].is_null());
            if normal && !is_macro(packages[id]) && built.insert(id) {
                waiting.push(id);
            }
        }
    }
    let lines: BTreeSet<String> = built
        .into_iter()
        .map(|id| packages[id])
        .filter(|one| !one["source"].is_null())
        .map(line)
        .collect();
    let lines: Vec<String> = lines.into_iter().collect();
    format!("{HEAD}\n{}\n", lines.join("\n"))
}

fn line(package: &Value) -> String {
    let (name, version) = (text(&package["name"]), text(&package["version"]));
    let license = package["license"].as_str().unwrap_or("see its repository").replace('/', " OR ");
    let license = license.replace("  OR  ", " OR ");
    let own = format!("https://crates.io/crates/{name}");
    let link = package["repository"].as_str().filter(|link| link.starts_with("https://"));
    format!("{name} {version} | {license} | {}", link.unwrap_or(&own))
}

fn is_macro(package: &Value) -> bool {
    let mut kinds = array(&package["targets"]).iter().flat_map(|target| array(&target["kind"]));
    kinds.any(|kind| kind == "proc-macro")
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// One list for all; the few crates that another system needs instead have the same licenses.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

const HEAD: &str = "# The crates in the program: name version | license | link";
