/// What comes in from the server: the framing of the local socket, and streams put in order until
/// they are due.
@NullMarked
package io.sluice.egress.input;

import org.jspecify.annotations.NullMarked;
