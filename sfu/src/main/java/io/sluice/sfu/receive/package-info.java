/// The incoming half of the road: which stream a packet belongs to, what is missing, and the
/// history that keeps received packets for all who forward or repeat them.
///
/// Knows none of its siblings but the counters.
@NullMarked
package io.sluice.sfu.receive;

import org.jspecify.annotations.NullMarked;
