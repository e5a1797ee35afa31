//! Wireshark in a terminal, and files for it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

use pcap_file::{
    DataLink,
    pcapng::{
        PcapNgWriter,
        blocks::{
            enhanced_packet::EnhancedPacketBlock,
            interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption},
        },
    },
};

/// A file with those frames.
pub(crate) fn file(frames: &[(Duration, Vec<u8>)]) -> Vec<u8> {
    let mut file = PcapNgWriter::new(Vec::new()).unwrap();
    file.write_pcapng_block(InterfaceDescriptionBlock {
        linktype: DataLink::ETHERNET,
        snaplen: 0,
        options: vec![InterfaceDescriptionOption::IfTsResol(9)],
    })
    .unwrap();
    for (at, frame) in frames {
        file.write_pcapng_block(EnhancedPacketBlock {
            interface_id: 0,
            timestamp: *at,
            original_len: u32::try_from(frame.len()).unwrap(),
            data: frame.into(),
            options: Vec::new(),
        })
        .unwrap();
    }
    file.into_inner()
}

/// What those fields of every frame of a file are: one row for each frame, and in it every field
/// with all of its values.
pub(crate) fn fields(file: &[u8], names: &[&str], settings: &[&str]) -> Vec<Vec<Vec<String>>> {
    let mut command = Command::new("tshark");
    command.args(["-n", "-r", "-", "-T", "fields"]).args([
        "-E",
        "occurrence=a",
        "-E",
        "aggregator=;",
    ]);
    for setting in settings {
        command.args(["-o", setting]);
    }
    for name in names {
        command.args(["-e", name]);
    }
    let text = run(command, file);
    let row = |line: &str| -> Vec<Vec<String>> {
        let values = |cell: &str| {
            cell.split(';').filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        line.split('\t').map(values).collect()
    };
    text.lines().map(row).collect()
}

/// Runs it with a file on its standard input; it must not complain.
pub(crate) fn run(command: Command, file: &[u8]) -> String {
    String::from_utf8(bytes(command, file)).unwrap()
}

/// The same, where it prints no text.
pub(crate) fn bytes(mut command: Command, file: &[u8]) -> Vec<u8> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(file).unwrap());
        child.wait_with_output().unwrap()
    });
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<_> =
        complaints.lines().filter(|line| !line.starts_with("Running as user")).collect();
    assert!(output.status.success() && complaints.is_empty(), "{command:?}: {complaints:?}");
    output.stdout
}
