//! Lessons about names: the verdict is on addresses.

use super::check;

#[test]
fn a_name_is_judged_by_the_address_it_has() {
    check(
        r#"
        # Whoever owns a name can let it point anywhere: DNS rebinding.
        > open tcp-connect innocent.example:80
        < s1 resolve innocent.example:80
        ~ s1 resolved 169.254.169.254:80
        = s1 returned getaddrinfo 1
        = s1 refused address-forbidden
        = s1 closed closed
        "#,
    );
}

#[test]
fn the_address_that_was_judged_is_the_one_that_is_connected() {
    check(
        r#"
        > open tcp-connect innocent.example:80
        < s1 resolve innocent.example:80
        # The first address that may be used is used; nobody asks for the name again.
        ~ s1 resolved 169.254.169.254:80 93.184.215.14:80
        = s1 returned getaddrinfo 2
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 connect 93.184.215.14:80
        "#,
    );
}

#[test]
fn a_name_that_is_a_number_in_disguise_is_not_looked_up() {
    check(
        r#"
        > open tcp-connect 0x7f.1:80
        = refused name-forbidden
        > open udp to 2130706433:53
        = refused name-forbidden
        "#,
    );
}

#[test]
fn the_page_cannot_be_reached_by_any_name() {
    check(
        r#"
        ! own-port 8080
        > open tcp-connect 127.0.0.1:8080
        = refused own-port
        > open tcp-connect [::ffff:127.0.0.1]:8080
        = refused own-port
        > open tcp-listen 127.0.0.1:8080
        = refused own-port
        > open tcp-connect localhost:8080
        < s1 resolve localhost:8080
        ~ s1 resolved [::1]:8080 127.0.0.1:8080
        = s1 returned getaddrinfo 2
        = s1 refused own-port
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_name_that_nobody_knows_ends_the_opening() {
    check(
        r#"
        > open udp to nowhere.example:53
        < s1 resolve nowhere.example:53
        ~ s1 resolved EAI_NONAME
        = s1 failed getaddrinfo EAI_NONAME
        = s1 closed closed
        "#,
    );
}

#[test]
fn a_socket_that_is_there_already_outlives_a_bad_name() {
    check(
        r#"
        > create tcp ipv4
        < s1 start tcp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        > s1 connect nowhere.example:80
        < s1 resolve nowhere.example:80
        ~ s1 resolved EAI_NONAME
        = s1 returned getaddrinfo EAI_NONAME
        # Its family is chosen, so an address of the other one is of no use.
        > s1 connect six.example:80
        < s1 resolve six.example:80
        ~ s1 resolved [2606:2800:21f:cb07:6820:80da:af6b:8b2c]:80
        = s1 returned getaddrinfo 1
        = s1 refused unsupported
        ? s1 created manual
        "#,
    );
}

#[test]
fn two_names_are_looked_up_one_after_the_other() {
    check(
        r#"
        > open udp at localhost:0 to time.example:123
        < s1 resolve localhost:0
        # An address of its own is judged as such, and one of a peer as such.
        ~ s1 resolved 127.0.0.1:0
        = s1 returned getaddrinfo 1
        < s1 resolve time.example:123
        ~ s1 resolved 0.0.0.0:123 127.0.0.1:123
        = s1 returned getaddrinfo 2
        < s1 start udp ipv4
        ~ s1 returned socket
        = s1 returned socket s1
        < s1 bind 127.0.0.1:0
        ~ s1 returned bind 127.0.0.1:40000
        = s1 returned bind 0
        < s1 connect 127.0.0.1:123
        ~ s1 returned connect 127.0.0.1:40000 127.0.0.1:123
        = s1 returned connect 0
        = s1 opened udp 127.0.0.1:40000 to 127.0.0.1:123
        "#,
    );
}
