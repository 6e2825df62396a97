/// The certificate of the HTTPS port: the operator's own, or one made here.
@NullMarked
package io.sluice.server.tls;

import org.jspecify.annotations.NullMarked;
