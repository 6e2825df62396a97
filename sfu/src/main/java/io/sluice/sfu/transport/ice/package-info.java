/// ICE, the server's side (RFC 8445): who may be sent to, and where. Messages are read and written
/// by ice4j's codec; none of its sockets, threads or agents is used.
@NullMarked
package io.sluice.sfu.transport.ice;

import org.jspecify.annotations.NullMarked;
