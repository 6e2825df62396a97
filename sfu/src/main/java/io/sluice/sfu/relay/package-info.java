/// Takes the decrypted packets of one loop's publishers to the receivers on another loop.
@NullMarked
package io.sluice.sfu.relay;

import org.jspecify.annotations.NullMarked;
