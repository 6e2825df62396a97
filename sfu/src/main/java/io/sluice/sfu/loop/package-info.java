/// The threads of the media plane, each with its own sockets, memory and clock.
@NullMarked
package io.sluice.sfu.loop;

import org.jspecify.annotations.NullMarked;
