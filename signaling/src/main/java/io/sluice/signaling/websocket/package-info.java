/// Signaling over WebSocket, on Jetty.
@NullMarked
package io.sluice.signaling.websocket;

import org.jspecify.annotations.NullMarked;
