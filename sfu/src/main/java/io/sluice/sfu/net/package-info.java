/// The network as the loop sees it: batches of datagrams in, a queue of datagrams out, one wait.
@NullMarked
package io.sluice.sfu.net;

import org.jspecify.annotations.NullMarked;
