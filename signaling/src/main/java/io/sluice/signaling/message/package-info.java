/// What travels over the signaling WebSocket: one record per message, read and written as JSON.
@NullMarked
package io.sluice.signaling.message;

import org.jspecify.annotations.NullMarked;
