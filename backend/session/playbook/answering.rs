//! Lessons about sockets that answer by themselves.

use super::check;

#[test]
fn an_echo_sends_back_what_came() {
    check(
        r#"
        ! connection auto echo
        ~ s1 received "hello"
        = s1 received "hello"
        < s1 write "hello"
        ? s1 open auto, received 5, queued 5
        ~ s1 wrote "he"
        = s1 sent "he"
        ~ s1 wrote "llo"
        = s1 sent "llo"
        ? s1 open auto, sent 5, received 5
        "#,
    );
}

#[test]
fn an_echo_stops_reading_when_its_peer_does() {
    check(
        r#"
        ! queue-bytes 1000
        ! connection auto echo
        ~ s1 received 500 bytes
        = s1 received 500 bytes
        < s1 write 500 bytes
        # More than half of what may wait does wait.
        ~ s1 received 1 bytes
        = s1 received "x"
        < s1 write "x"
        < s1 rests
        # What was read already is answered all the same: a stream must not lose a byte.
        ~ s1 received 600 bytes
        = s1 received 600 bytes
        < s1 write 600 bytes
        ~ s1 wrote 850 bytes more
        = s1 sent 850 bytes
        # At most a quarter has to be left.
        ? s1 open auto, sent 850, received 1101, queued 251
        ~ s1 wrote 1 bytes
        = s1 sent "x"
        < s1 reads
        "#,
    );
}

#[test]
fn an_answer_of_datagrams_may_be_lost_and_says_so() {
    check(
        r#"
        ! queue-bytes 1000
        ! udp auto echo
        ~ s1 received 900 bytes from 127.0.0.1:40000
        = s1 received 900 bytes from 127.0.0.1:40000
        < s1 write 900 bytes to 127.0.0.1:40000
        < s1 rests
        ~ s1 received 101 bytes from 127.0.0.1:40001
        = s1 received 101 bytes from 127.0.0.1:40001
        = s1 refused too-much-queued
        ~ s1 wrote 900 bytes to 127.0.0.1:40000
        = s1 sent 900 bytes to 127.0.0.1:40000
        < s1 reads
        "#,
    );
}

#[test]
fn an_answer_goes_only_where_a_user_may_send() {
    check(
        r#"
        ! own-port 8080
        ! udp auto echo
        ~ s1 received "hello" from 127.0.0.1:8080
        = s1 received "hello" from 127.0.0.1:8080
        = s1 refused own-port
        "#,
    );
}

#[test]
fn upper_raises_ascii_letters_and_nothing_else() {
    check(
        r#"
        ! udp auto upper
        ~ s1 received "straße 7" from 127.0.0.1:40000
        = s1 received "straße 7" from 127.0.0.1:40000
        < s1 write "STRAßE 7" to 127.0.0.1:40000
        "#,
    );
}

#[test]
fn discard_remembers_lengths_and_no_bytes() {
    check(
        r#"
        ! connection auto discard
        ~ s1 received "secret"
        = s1 received 6 bytes, 0 kept
        ? s1 open auto, received 6
        "#,
    );
}

#[test]
fn two_echoes_do_not_talk_for_ever() {
    check(
        r#"
        ! udp auto echo
        ~ s1 received "hello" from 127.0.0.1:9001 answerer
        = s1 received "hello" from 127.0.0.1:9001
        = s1 refused echo-loop
        # It is said once.
        ~ s1 received "hello" from 127.0.0.1:9001 answerer
        = s1 received "hello" from 127.0.0.1:9001
        # Others get their answers.
        ~ s1 received "hello" from 127.0.0.1:40000
        = s1 received "hello" from 127.0.0.1:40000
        < s1 write "hello" to 127.0.0.1:40000
        # Whoever changes what it does hears it again.
        > s1 auto respond upper
        = s1 noted auto-changed
        ~ s1 received "hello" from 127.0.0.1:9001 answerer
        = s1 received "hello" from 127.0.0.1:9001
        = s1 refused echo-loop
        "#,
    );
}

#[test]
fn a_socket_that_does_not_read_leaves_the_bytes_to_the_kernel() {
    check(
        r#"
        ! connection auto
        > s1 auto read off
        < s1 rests
        = s1 noted auto-changed
        ? s1 open manual
        # What it sends is one call now, and the kernel may take a part of it.
        > s1 send "hello"
        < s1 send "hello"
        "#,
    );
}

#[test]
fn a_user_cannot_queue_more_than_the_limit() {
    check(
        r#"
        ! queue-bytes 8
        ! connection auto
        > s1 send "12345678"
        < s1 write "12345678"
        > s1 send "9"
        = s1 refused too-much-queued
        ~ s1 wrote "1"
        = s1 sent "1"
        > s1 send "9"
        < s1 write "9"
        "#,
    );
}
