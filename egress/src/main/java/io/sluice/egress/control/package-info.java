/// What the server and a worker say to each other.
@NullMarked
package io.sluice.egress.control;

import org.jspecify.annotations.NullMarked;
