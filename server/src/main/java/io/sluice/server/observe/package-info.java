/// What the operator sees of the running server.
@NullMarked
package io.sluice.server.observe;

import org.jspecify.annotations.NullMarked;
