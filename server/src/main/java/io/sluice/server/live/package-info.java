/// Programs of rooms: who controls them, where they can be watched, what they leave behind.
@NullMarked
package io.sluice.server.live;

import org.jspecify.annotations.NullMarked;
