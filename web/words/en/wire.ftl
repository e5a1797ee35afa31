### What a rule of a lab's wire does, and what the wire does to every frame, in sentences.

# A rule: "the third segment with data from A is dropped, once".
rule-once = the { $nth } { $what } { $done }, once
rule-some = the { $nth } { $what } { $done }, and so { $rest ->
    [one] is the next one
   *[other] are the next { $rest }
}
rule-every = every { $what } { $done }
rule-onward = from the { $nth } on, every { $what } { $done }
ordinal-1 = first
ordinal-2 = second
ordinal-3 = third
ordinal-one = { $n }st
ordinal-two = { $n }nd
ordinal-few = { $n }rd
ordinal-other = { $n }th

rule-drop = is dropped
rule-hold = is held until you decide
rule-duplicate = is delivered twice
rule-delay = is delayed by { $ms } ms

rule-kind-any = frame
rule-kind-ack = pure ACK
rule-kind-arp = ARP packet
rule-kind-data = segment with data
rule-kind-icmp = ICMP message
rule-kind-tcp = TCP segment
rule-kind-udp = UDP datagram
rule-from = { $what } from { $node }
rule-port = { $what } on port { $port }
rule-flags = { $what } that has { $flags }
rule-least = { $what } with at least { $n ->
    [one] 1 byte
   *[other] { $n } bytes
} of payload
rule-most = { $what } with at most { $n ->
    [one] 1 byte
   *[other] { $n } bytes
} of payload
rule-exactly = { $what } with { $n ->
    [one] 1 byte
   *[other] { $n } bytes
} of payload
rule-between = { $what } with { $least } to { $most } bytes of payload

# What the wire does to every frame: "20 ms of delay, 5% lost".
impair-nothing = every frame goes through as it is
impair-and = { $list }, { $next }
impair-delay = { $ms } ms of delay
impair-jitter = up to { $ms } ms more by chance
impair-loss = { $percent }% lost
impair-duplicate = { $percent }% delivered twice
impair-reorder = { $percent }% overtaken by the next one
impair-corrupt = { $percent }% with one bit flipped
impair-rate = at most { $rate }
impair-mtu = MTU { $mtu }
impair-seed = chance by seed { $seed }

event-lab-impaired-from = the wire now, for frames from { $node }: { $value }
event-lab-unruled-all = all rules are gone
