//! Lessons about opening: one command, and the calls it stands for.

use super::check;

#[test]
fn a_listener_is_opened_call_by_call() {
    check(
        r#"
        > open tcp-listen 127.0.0.1:8888 set reuseaddr 1 auto
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 setsockopt reuseaddr 1
        ~ s1 returned setsockopt reuseaddr 1 now 1
        = s1 returned setsockopt 0 now 1
        < s1 bind 127.0.0.1:8888
        ~ s1 returned bind 127.0.0.1:8888
        = s1 returned bind 0
        < s1 listen 5
        ~ s1 returned listen 127.0.0.1:8888
        = s1 returned listen 0
        = s1 opened tcp-listen 127.0.0.1:8888
        < s1 accepts
        ? s1 listening auto
        "#,
    );
}

#[test]
fn a_bind_that_fails_ends_the_opening() {
    check(
        r#"
        > open tcp-listen 127.0.0.1:8888
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 127.0.0.1:8888
        ~ s1 returned bind EADDRINUSE
        = s1 failed bind EADDRINUSE
        < s1 close
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn the_kernel_chooses_a_port_and_everybody_may_see_an_open_house() {
    check(
        r#"
        > open udp at 0.0.0.0:0
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 0.0.0.0:0
        ~ s1 returned bind 0.0.0.0:40000
        = s1 returned bind 0
        = s1 opened udp 0.0.0.0:40000, exposed
        "#,
    );
}

#[test]
fn commands_given_too_early_are_done_in_their_order() {
    check(
        r#"
        > open tcp-connect server.example:7
        < s1 resolve server.example:7
        > s1 send "one"
        > s1 send "two"
        ~ s1 resolved 93.184.215.14:7
        = s1 returned getaddrinfo 1
        < s1 start tcp ipv4
        > s1 shutdown write
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 93.184.215.14:7
        ~ s1 returned connect 10.0.0.2:40000 93.184.215.14:7
        = s1 returned connect 0
        = s1 opened tcp-connect 10.0.0.2:40000 to 93.184.215.14:7
        < s1 send "one"
        < s1 send "two"
        < s1 shutdown write
        "#,
    );
}

#[test]
fn commands_given_too_early_are_refused_when_there_is_no_socket_to_do_them() {
    check(
        r#"
        > open tcp-connect server.example:7 auto
        < s1 resolve server.example:7
        > s1 send "hello"
        > s1 shutdown write
        ~ s1 resolved EAI_AGAIN
        = s1 failed getaddrinfo EAI_AGAIN
        = s1 refused not-now
        = s1 refused not-now
        = s1 closed closed
        "#,
    );
}

#[test]
fn what_waits_for_an_opening_has_the_limit_of_the_queue() {
    check(
        r#"
        ! queue-bytes 8
        > open tcp-connect server.example:7 auto
        < s1 resolve server.example:7
        > s1 send "12345"
        > s1 send "6789"
        = s1 refused too-much-queued
        > s1 send "678"
        "#,
    );
}

#[test]
fn an_option_of_the_other_protocol_is_refused_before_there_is_a_socket() {
    check(
        r#"
        > open udp set nodelay 1
        = refused unsupported
        "#,
    );
}

#[test]
fn a_connection_may_find_itself_at_the_other_end() {
    check(
        r#"
        # RFC 9293 calls it simultaneous open; it happens when the port is chosen from the same range.
        > open tcp-connect 127.0.0.1:40000
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 127.0.0.1:40000
        ~ s1 returned connect 127.0.0.1:40000 127.0.0.1:40000
        = s1 returned connect 0
        = s1 opened tcp-connect 127.0.0.1:40000 to 127.0.0.1:40000, itself
        "#,
    );
}
