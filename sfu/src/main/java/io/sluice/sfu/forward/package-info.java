/// The middle of the road: which packets of which source go into a slot, and under which numbers.
///
/// Knows [io.sluice.sfu.receive] for the source and [io.sluice.sfu.send] for the slot.
@NullMarked
package io.sluice.sfu.forward;

import org.jspecify.annotations.NullMarked;
