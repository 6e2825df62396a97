/// Deadlines in virtual time: machines say when they want to be called, one heap keeps the order.
@NullMarked
package io.sluice.sfu.time;

import org.jspecify.annotations.NullMarked;
