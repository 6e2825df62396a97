/// Access tokens: signed statements of who somebody is and what they may do in which room.
@NullMarked
package io.sluice.signaling.token;

import org.jspecify.annotations.NullMarked;
