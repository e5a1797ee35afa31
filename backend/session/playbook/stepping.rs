//! Lessons about manual sockets: one command is one call.

use super::check;

#[test]
fn a_server_is_made_step_by_step() {
    check(
        r#"
        > create tcp ipv4
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > s1 bind 127.0.0.1:8888
        < s1 bind 127.0.0.1:8888
        ~ s1 returned bind 127.0.0.1:8888
        = s1 returned bind 0
        ? s1 bound manual
        > s1 listen 1
        < s1 listen 1
        ~ s1 returned listen 127.0.0.1:8888
        = s1 returned listen 0
        = s1 opened tcp-listen 127.0.0.1:8888
        > s1 accept
        < s1 accept
        ~ s1 waits accept
        = s1 called accept
        ? s1 listening manual, accept waits
        ~ s1 returned accept 127.0.0.1:8888 from 127.0.0.1:40000
        = s1 returned accept s2
        < s2 adopt
        = s1 accepted s2 from 127.0.0.1:40000
        = s2 opened tcp-accepted 127.0.0.1:8888 to 127.0.0.1:40000 by s1
        ? s1 listening manual
        > s2 recv 100
        < s2 recv 100
        ~ s2 returned recv "hello"
        = s2 returned recv 5
        = s2 received "hello"
        > s2 send "hello"
        < s2 send "hello"
        ~ s2 returned send "hel" of 5
        = s2 returned send 3
        = s2 sent "hel"
        ? s2 open manual, sent 3, received 5
        "#,
    );
}

#[test]
fn an_accept_that_waits_comes_back_when_the_listener_closes() {
    check(
        r#"
        > open tcp-listen 127.0.0.1:8888
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 127.0.0.1:8888
        ~ s1 returned bind 127.0.0.1:8888
        = s1 returned bind 0
        < s1 listen 5
        ~ s1 returned listen 127.0.0.1:8888
        = s1 returned listen 0
        = s1 opened tcp-listen 127.0.0.1:8888
        > s1 accept
        < s1 accept
        ~ s1 waits accept
        = s1 called accept
        > s1 close
        < s1 close
        ~ s1 returned accept EBADF
        = s1 returned accept EBADF
        ~ s1 returned close
        = s1 returned close 0
        ~ s1 closed
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_refused_connection_leaves_the_socket_as_it_was() {
    check(
        r#"
        > create tcp ipv4
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > s1 connect 127.0.0.1:9
        < s1 connect 127.0.0.1:9
        ~ s1 waits connect
        = s1 called connect
        ? s1 connecting manual, connect waits
        # The kernel has chosen an address, which is no event: it is known when connect returns.
        ~ s1 named 127.0.0.1:40000
        ? s1 connecting manual, connect waits
        ~ s1 returned connect ECONNREFUSED
        = s1 returned connect ECONNREFUSED
        ? s1 created manual
        "#,
    );
}

#[test]
fn a_socket_that_was_bound_is_bound_again_after_a_refused_connection() {
    check(
        r#"
        > create tcp ipv4
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > s1 bind 0.0.0.0:40000
        < s1 bind 0.0.0.0:40000
        ~ s1 returned bind 0.0.0.0:40000
        = s1 returned bind 0
        > s1 connect 127.0.0.1:9
        < s1 connect 127.0.0.1:9
        ~ s1 waits connect
        = s1 called connect
        ~ s1 named 127.0.0.1:40000
        ~ s1 returned connect ECONNREFUSED
        = s1 returned connect ECONNREFUSED
        ? s1 bound manual
        "#,
    );
}

#[test]
fn a_peek_takes_nothing_and_a_small_buffer_cuts_a_datagram() {
    check(
        r#"
        > create udp ipv4
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > s1 bind 127.0.0.1:9000
        < s1 bind 127.0.0.1:9000
        ~ s1 returned bind 127.0.0.1:9000
        = s1 returned bind 0
        = s1 opened udp 127.0.0.1:9000
        > s1 peek 100
        < s1 peek 100
        ~ s1 returned peek "hello world" from 127.0.0.1:9001
        = s1 returned recv 11 peeked "hello world"
        ? s1 open manual
        > s1 recv 5
        < s1 recv 5
        ~ s1 returned recv "hello" of 11 from 127.0.0.1:9001
        = s1 returned recv 5 of 11
        = s1 received "hello" from 127.0.0.1:9001
        ? s1 open manual, received 5
        "#,
    );
}

#[test]
fn datagrams_that_were_dropped_are_counted_once() {
    check(
        r#"
        > create udp ipv4
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        ~ s1 dropped 3
        = s1 dropped 3 of 3
        ~ s1 dropped 3
        ~ s1 dropped 8
        = s1 dropped 5 of 8
        ? s1 created manual, dropped 8
        "#,
    );
}

#[test]
fn there_is_no_socket_by_that_name() {
    check(
        r#"
        > s7 send "hello"
        = refused unknown-socket
        "#,
    );
}

#[test]
fn a_half_closed_connection_still_carries_bytes_the_other_way() {
    check(
        r#"
        > open tcp-connect 127.0.0.1:80
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 127.0.0.1:80
        ~ s1 returned connect 127.0.0.1:40000 127.0.0.1:80
        = s1 returned connect 0
        = s1 opened tcp-connect 127.0.0.1:40000 to 127.0.0.1:80
        > s1 shutdown write
        < s1 shutdown write
        ~ s1 returned shutdown write
        = s1 returned shutdown 0
        = s1 shutdown write
        ? s1 open manual, we-finished
        > s1 recv 100
        < s1 recv 100
        ~ s1 returned recv "goodbye"
        = s1 returned recv 7
        = s1 received "goodbye"
        > s1 recv 100
        < s1 recv 100
        # 0 bytes: the peer has finished too. Nobody closes a manual socket but its user.
        ~ s1 returned recv ""
        = s1 returned recv 0
        = s1 ended
        ? s1 open manual, peer-finished, we-finished, received 7
        "#,
    );
}
