/// Signaling's side of HTTP, on Jetty: who may ask, and the small REST interface.
@NullMarked
package io.sluice.signaling.http;

import org.jspecify.annotations.NullMarked;
