/// The composition root of the server.
@NullMarked
package io.sluice.server;

import org.jspecify.annotations.NullMarked;
