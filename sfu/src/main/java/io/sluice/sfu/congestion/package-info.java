/// What the network towards a receiver can carry: numbers in, numbers out.
@NullMarked
package io.sluice.sfu.congestion;

import org.jspecify.annotations.NullMarked;
