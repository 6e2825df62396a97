/// The outgoing half of the road: what was sent under which number, how it is repaired, when it
/// leaves.
///
/// Knows [io.sluice.sfu.receive] for the packets to send: the history that holds them.
@NullMarked
package io.sluice.sfu.send;

import org.jspecify.annotations.NullMarked;
