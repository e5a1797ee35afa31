//! Lessons about listeners that accept by themselves.

use super::check;

#[test]
fn what_a_listener_accepts_behaves_as_the_listener_was_told() {
    check(
        r#"
        ! listener auto upper
        ~ s1 accepted 127.0.0.1:8888 from 127.0.0.1:40000
        < s2 adopt
        = s1 accepted s2 from 127.0.0.1:40000
        = s2 opened tcp-accepted 127.0.0.1:8888 to 127.0.0.1:40000 by s1
        < s2 reads
        ~ s2 received "hello"
        = s2 received "hello"
        < s2 write "HELLO"
        "#,
    );
}

#[test]
fn a_connection_from_far_away_is_not_adopted() {
    check(
        r#"
        ! listener auto
        # Nobody adopts it, so it is dropped at the end of the turn.
        ~ s1 accepted 127.0.0.1:8888 from 93.184.215.14:40000
        = s1 refused peer-forbidden
        # Neighbors may come in.
        ~ s1 accepted 127.0.0.1:8888 from 192.168.1.7:40000
        < s2 adopt
        = s1 accepted s2 from 192.168.1.7:40000
        = s2 opened tcp-accepted 127.0.0.1:8888 to 192.168.1.7:40000 by s1
        < s2 reads
        "#,
    );
}

#[test]
fn a_listener_pauses_when_there_are_too_many_sockets_and_goes_on_when_one_closes() {
    check(
        r#"
        ! sockets 2
        ! listener auto
        ~ s1 accepted 127.0.0.1:8888 from 127.0.0.1:40000
        < s2 adopt
        = s1 accepted s2 from 127.0.0.1:40000
        = s2 opened tcp-accepted 127.0.0.1:8888 to 127.0.0.1:40000 by s1
        < s2 reads
        # The next ones wait in the kernel's accept queue.
        ~ s1 accepted 127.0.0.1:8888 from 127.0.0.1:40001
        < s1 rests
        = s1 refused too-many-sockets
        > open udp
        = refused too-many-sockets
        > s2 close
        < s2 close
        ~ s2 closed
        = s2 closed closed
        < s1 accepts
        "#,
    );
}

#[test]
fn a_step_says_that_there_is_no_room_before_it_accepts() {
    check(
        r#"
        ! sockets 1
        ! listener
        > s1 accept
        = s1 refused too-many-sockets
        "#,
    );
}

#[test]
fn a_connection_that_went_away_in_the_queue_stops_nobody() {
    check(
        r#"
        ! listener auto
        ~ s1 failed accept ECONNABORTED
        = s1 failed accept ECONNABORTED
        ? s1 listening auto
        # Without descriptors it would fail again and again, so it rests a while.
        ~ s1 failed accept EMFILE
        = s1 failed accept EMFILE
        < s1 rests
        ? s1 listening auto
        ~ 250 ms pass
        < s1 accepts
        "#,
    );
}

#[test]
fn only_a_listener_accepts_by_itself() {
    check(
        r#"
        ! connection
        > s1 auto accept on
        = s1 refused not-now
        > s1 auto read on respond echo
        < s1 reads
        = s1 noted auto-changed
        "#,
    );
}
