/// A browser's side of a connection, for tests against real sockets.
@NullMarked
package io.sluice.sfu.testclient;

import org.jspecify.annotations.NullMarked;
