/// RTMP as bytes: handshake, chunks, AMF0 and both sides of a connection as machines without IO,
/// threads or clock.
@NullMarked
package io.sluice.rtmp;

import org.jspecify.annotations.NullMarked;
