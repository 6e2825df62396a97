/// What the tests of this module share: publishers that send real coded media, and a viewer.
@NullMarked
package io.sluice.egress.testing;

import org.jspecify.annotations.NullMarked;
