//! In a lab, what was asked for later does not overtake what was asked for before.

use super::check;

#[test]
fn the_next_socket_of_a_lab_is_made_when_the_one_before_listens() {
    check(
        r#"
        > open tcp-listen 10.0.0.2:80 on b
        < s1 start tcp ipv4
        > open tcp-connect 10.0.0.2:80 on a
        # This machine is no lab, and waits for none.
        > create tcp ipv4
        < s3 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 10.0.0.2:80
        ~ s1 returned bind 10.0.0.2:80
        = s1 returned bind 0
        < s1 listen 5
        ~ s1 returned listen 10.0.0.2:80
        = s1 returned listen 0
        = s1 opened tcp-listen 10.0.0.2:80
        < s2 start tcp ipv4
        "#,
    );
}

#[test]
fn nobody_waits_for_a_connection_attempt() {
    check(
        r#"
        > open tcp-connect 10.0.0.2:80 on a
        < s1 start tcp ipv4
        > open udp at 10.0.0.1:9 on a
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 10.0.0.2:80
        < s2 start udp ipv4
        "#,
    );
}

#[test]
fn an_opening_that_fails_makes_room_for_the_next() {
    check(
        r#"
        > open tcp-listen 10.0.0.2:80 on b
        < s1 start tcp ipv4
        > create tcp ipv4 on a
        > s2 bind 10.0.0.1:0
        ~ s1 returned socket EMFILE
        = s1 failed socket EMFILE
        < s1 close
        < s2 start tcp ipv4
        < s2 bind 10.0.0.1:0
        "#,
    );
}

#[test]
fn two_that_wait_for_the_same_take_turns() {
    check(
        r#"
        > create udp ipv4 on a
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > create udp ipv4 on a
        < s2 start udp ipv4
        ~ s2 returned socket
        = s2 returned socket s2
        > create udp ipv4 on b
        < s3 start udp ipv4
        > s1 send "one" to 10.0.0.2:9
        > s2 send "two" to 10.0.0.2:9
        > s1 send "three" to 10.0.0.2:9
        ~ s3 returned socket
        = s3 returned socket s3
        < s1 send "one" to 10.0.0.2:9
        < s2 send "two" to 10.0.0.2:9
        < s1 send "three" to 10.0.0.2:9
        "#,
    );
}

#[test]
fn a_socket_that_is_there_connects_after_what_was_asked_before() {
    check(
        r#"
        > create tcp ipv4 on a
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > create tcp ipv4 on b
        < s2 start tcp ipv4
        > s1 connect 10.0.0.2:80
        > s1 close
        ~ s2 returned socket
        = s2 returned socket s2
        < s1 connect 10.0.0.2:80
        < s1 close
        "#,
    );
}

#[test]
fn closing_twice_waits_for_nobody() {
    check(
        r#"
        > create udp ipv4 on a
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > create udp ipv4 on b
        < s2 start udp ipv4
        > s1 send "hello" to 10.0.0.2:7
        > s1 close
        > s1 close
        < s1 close
        ~ s1 closed
        = s1 refused not-now
        = s1 refused not-now
        = s1 closed closed
        ~ s2 returned socket
        = s2 returned socket s2
        "#,
    );
}

#[test]
fn who_closes_before_its_turn_was_never_made() {
    check(
        r#"
        > create udp ipv4 on a
        < s1 start udp ipv4
        > open udp at 10.0.0.2:9 on b
        > s2 close
        = s2 closed closed
        ~ s1 returned socket
        = s1 returned socket s1
        "#,
    );
}

/// A lab that ends takes the sockets with it that it has not made yet; no kernel said no to them.
#[test]
fn a_socket_that_could_not_be_asked_for_is_refused_and_closed() {
    check(
        r#"
        > open udp at 10.0.0.1:9 on a
        < s1 start udp ipv4
        ~ s1 not-made
        = s1 refused lab-broke
        < s1 close
        ~ s1 closed
        = s1 closed closed
        > create udp ipv4 on a
        < s2 start udp ipv4
        > s2 close
        < s2 close
        ~ s2 not-made
        ~ s2 closed
        = s2 closed closed
        "#,
    );
}
