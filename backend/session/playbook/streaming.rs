//! Lessons about raw streams: a browser's WebSocket that has the bytes of one connection.

use super::check;

#[test]
fn who_lends_a_socket_does_not_send_on_it() {
    check(
        r#"
        ! connection auto
        > s1 stream
        < s1 rests
        < s1 lend
        = s1 noted stream-began
        > s1 send "hello"
        = s1 refused streaming
        > s1 recv 100
        = s1 refused streaming
        > s1 stream
        = s1 refused streaming
        ? s1 open auto, streaming
        "#,
    );
}

#[test]
fn a_socket_reads_again_when_its_stream_leaves() {
    check(
        r#"
        ! connection auto
        > s1 stream
        < s1 rests
        < s1 lend
        = s1 noted stream-began
        ~ s1 streamed sent 5 received 100
        = s1 sent 5 bytes, 0 kept
        = s1 received 100 bytes, 0 kept
        ~ s1 stream left
        = s1 noted stream-ended
        < s1 reads
        ? s1 open auto, sent 5, received 100
        > s1 send "hello"
        < s1 write "hello"
        "#,
    );
}

#[test]
fn a_stream_that_has_finished_closes_its_socket() {
    check(
        r#"
        ! connection auto
        > s1 stream
        < s1 rests
        < s1 lend
        = s1 noted stream-began
        ~ s1 stream finished
        = s1 noted stream-ended
        = s1 ended
        < s1 close
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_stream_that_its_peer_resets_closes_its_socket() {
    check(
        r#"
        ! connection auto
        > s1 stream
        < s1 rests
        < s1 lend
        = s1 noted stream-began
        ~ s1 stream ECONNRESET
        = s1 noted stream-ended
        = s1 failed recv ECONNRESET
        < s1 close
        ~ s1 closed
        = s1 closed peer-reset
        "#,
    );
}

#[test]
fn only_a_quiet_connection_can_be_lent() {
    check(
        r#"
        ! listener
        > s1 stream
        = s1 refused not-now
        ! udp
        > s2 stream
        = s2 refused unsupported
        ! connection auto
        > s3 send "hello"
        < s3 write "hello"
        > s3 stream
        = s3 refused not-now
        "#,
    );
}
