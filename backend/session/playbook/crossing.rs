//! Lessons about what crosses on its way: a command goes down while a signal comes up.

use super::{Play, check};

#[test]
fn what_is_given_during_the_last_step_stays_behind_what_was_given_before() {
    check(
        r#"
        > open tcp-connect server.example:7 auto
        < s1 resolve server.example:7
        > s1 send "one"
        ~ s1 resolved 127.0.0.1:7
        = s1 returned getaddrinfo 1
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 127.0.0.1:7
        > s1 send "two"
        ~ s1 returned connect 127.0.0.1:40000 127.0.0.1:7
        = s1 returned connect 0
        = s1 opened tcp-connect 127.0.0.1:40000 to 127.0.0.1:7
        < s1 reads
        < s1 write "one"
        < s1 write "two"
        "#,
    );
}

#[test]
fn a_call_that_returns_late_does_not_stop_a_close() {
    check(
        r#"
        > open tcp-listen 127.0.0.1:8888 auto
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 127.0.0.1:8888
        > s1 close
        < s1 close
        ~ s1 returned bind 127.0.0.1:8888
        = s1 returned bind 0
        ? s1 closing auto
        "#,
    );
}

#[test]
fn a_connection_that_opens_late_does_not_stop_a_close() {
    check(
        r#"
        > open tcp-connect 127.0.0.1:80 auto
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 127.0.0.1:80
        > s1 close
        < s1 close
        ~ s1 returned connect 127.0.0.1:40000 127.0.0.1:80
        = s1 returned connect 0
        ? s1 closing auto
        "#,
    );
}

#[test]
fn a_name_that_is_found_late_is_not_used() {
    check(
        r#"
        > open tcp-connect server.example:80
        < s1 resolve server.example:80
        > s1 close
        = s1 closed closed
        ~ s1 resolved 127.0.0.1:80
        "#,
    );
}

#[test]
fn commands_that_wait_for_a_name_are_refused_when_the_socket_closes() {
    check(
        r#"
        ! udp auto
        > s1 send "a" to server.example:80
        < s1 resolve server.example:80
        > s1 send "b" to 127.0.0.1:80
        > s1 close
        < s1 close
        ~ s1 resolved 127.0.0.1:80
        ~ s1 closed
        = s1 refused not-now
        = s1 closed closed
        "#,
    );
}

#[test]
fn nobody_is_accepted_after_the_end() {
    check(
        r#"
        ! listener auto
        ~ the server stops
        < s1 close
        ~ s1 accepted 127.0.0.1:8888 from 127.0.0.1:40000
        ~ s1 closed
        = s1 closed shutdown
        "#,
    );
}

#[test]
fn the_peers_fin_does_not_give_a_close_more_time() {
    check(
        r#"
        ! connection auto echo
        ~ s1 received "hello"
        = s1 received "hello"
        < s1 write "hello"
        > s1 close
        ~ 1900 ms pass
        ~ s1 ended
        = s1 ended
        ~ 100 ms pass
        < s1 close
        "#,
    );
}

#[test]
fn what_comes_after_a_close_is_not_answered() {
    check(
        r#"
        ! connection auto echo
        > s1 close
        < s1 close
        ~ s1 received "hello"
        = s1 received "hello"
        ~ s1 ended
        = s1 ended
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_listener_that_waited_for_room_and_closed_does_not_accept_again() {
    check(
        r#"
        ! sockets 1
        ! listener auto
        ~ s1 accepted 127.0.0.1:8888 from 127.0.0.1:40001
        < s1 rests
        = s1 refused too-many-sockets
        > s1 close
        < s1 close
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn an_echo_with_a_tiny_queue_reads_again_when_everything_is_sent() {
    check(
        r#"
        ! queue-bytes 3
        ! connection auto echo
        ~ s1 received "hello"
        = s1 received "hello"
        < s1 write "hello"
        < s1 rests
        ~ s1 wrote "hello"
        = s1 sent "hello"
        < s1 reads
        "#,
    );
}

#[test]
fn what_was_given_is_sent_before_a_close_also_when_reading_was_switched_off() {
    check(
        r#"
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        > s1 auto read off
        < s1 rests
        = s1 noted auto-changed
        > s1 close
        ~ s1 wrote "hello"
        = s1 sent "hello"
        < s1 close
        "#,
    );
}

#[test]
fn a_socket_that_is_forgotten_leaves_no_deadline() {
    let mut play = Play::default();
    let late = ["> s1 close", "~ s1 received \"hello\"", "~ s1 ended", "~ s1 closed"];
    for line in ["! connection auto echo"].iter().chain(&late) {
        play.line(line);
    }
    for id in 2..40 {
        play.line("> create udp ipv4");
        play.line(&format!("~ s{id} crashed"));
    }
    play.line("? s1");
    assert_eq!(play.lines.last().map(String::as_str), Some("? s1 forgotten"));
    play.line("~ 5000 ms pass");
    assert_eq!(play.session.and_then(|session| session.deadline()), None);
}
