//! Lessons about endings: close, reset, the peer's doing, and the end of the session.

use super::check;

#[test]
fn a_close_waits_until_what_was_given_is_sent() {
    check(
        r#"
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        > s1 close
        ? s1 closing auto, queued 5
        > s1 send "more"
        = s1 refused not-now
        ~ s1 wrote "hello"
        = s1 sent "hello"
        < s1 close
        ~ s1 closed
        = s1 closed closed
        ? s1 closed auto, sent 5
        > s1 close
        = s1 refused not-now
        "#,
    );
}

#[test]
fn a_close_waits_for_two_seconds_at_most() {
    check(
        r#"
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        > s1 close
        ~ s1 wrote "he"
        = s1 sent "he"
        ~ 1999 ms pass
        ~ 1 ms pass
        < s1 close
        ~ s1 closed unread 7
        = s1 closed closed, unread 7, unsent 3
        "#,
    );
}

#[test]
fn a_second_close_does_not_wait() {
    check(
        r#"
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        > s1 close
        > s1 close
        < s1 close
        ~ s1 closed
        = s1 closed closed, unsent 5
        "#,
    );
}

#[test]
fn a_reset_throws_away_what_was_given() {
    check(
        r#"
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        > s1 reset
        < s1 reset
        ~ s1 returned reset
        = s1 returned close 0
        ~ s1 closed
        = s1 closed reset, unsent 5
        "#,
    );
}

#[test]
fn a_reset_by_the_peer_closes_a_connection() {
    check(
        r#"
        ! connection auto echo
        ~ s1 received "hello"
        = s1 received "hello"
        < s1 write "hello"
        ~ s1 failed recv ECONNRESET
        = s1 failed recv ECONNRESET
        < s1 close
        ~ s1 closed
        = s1 closed peer-reset, unsent 5
        "#,
    );
}

#[test]
fn an_error_of_a_datagram_closes_nothing() {
    check(
        r#"
        ! udp auto
        > s1 send "hello" to 127.0.0.1:9
        < s1 write "hello" to 127.0.0.1:9
        ~ s1 wrote "hello" to 127.0.0.1:9
        = s1 sent "hello" to 127.0.0.1:9
        # ICMP said that nobody listens there.
        ~ s1 failed recv ECONNREFUSED
        = s1 failed recv ECONNREFUSED
        > s1 send "hello" to 127.0.0.1:9
        < s1 write "hello" to 127.0.0.1:9
        ~ s1 failed send 5 EPERM
        = s1 failed send EPERM
        ? s1 open auto, sent 5
        "#,
    );
}

#[test]
fn an_echo_closes_when_its_peer_has_finished_and_everything_is_answered() {
    check(
        r#"
        ! connection auto echo
        ~ s1 received "hello"
        = s1 received "hello"
        < s1 write "hello"
        ~ s1 ended
        = s1 ended
        ? s1 closing auto, peer-finished, received 5, queued 5
        ~ s1 wrote "hello"
        = s1 sent "hello"
        < s1 close
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_socket_that_answers_nothing_stays_open_for_its_user() {
    check(
        r#"
        ! connection auto
        ~ s1 ended
        = s1 ended
        > s1 send "one more thing"
        < s1 write "one more thing"
        ? s1 open auto, peer-finished, queued 14
        "#,
    );
}

#[test]
fn a_stop_of_the_server_waits_for_nobody_and_takes_no_command() {
    check(
        r#"
        ! listener auto
        ! connection auto
        > s2 send "hello"
        < s2 write "hello"
        > open tcp-connect somewhere.example:80
        < s3 resolve somewhere.example:80
        ~ the server stops
        < s1 close
        < s2 close
        = s3 closed shutdown
        > open udp
        = refused shutting-down
        > s1 accept
        = s1 refused shutting-down
        ~ s1 closed
        = s1 closed shutdown
        ~ s2 closed
        = s2 closed shutdown, unsent 5
        "#,
    );
}

#[test]
fn a_browser_that_comes_back_too_late_finds_its_sockets_closed_and_may_open_others() {
    check(
        r#"
        ! udp auto
        ~ nobody is there any more
        < s1 close
        ~ s1 closed
        = s1 closed orphaned
        > open udp
        < s2 start udp ipv4
        "#,
    );
}

#[test]
fn a_defect_closes_one_socket_and_gives_its_place_back() {
    check(
        r#"
        ! sockets 1
        ! connection auto
        > s1 send "hello"
        < s1 write "hello"
        ~ s1 crashed
        = s1 closed crashed, unsent 5
        > open udp
        < s2 start udp ipv4
        "#,
    );
}
