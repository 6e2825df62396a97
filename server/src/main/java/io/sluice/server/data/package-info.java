/// Files the server keeps for itself.
@NullMarked
package io.sluice.server.data;

import org.jspecify.annotations.NullMarked;
