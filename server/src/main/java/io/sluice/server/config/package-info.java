/// What the operator may set: one YAML file, the environment, the command line, in rising order.
@NullMarked
package io.sluice.server.config;

import org.jspecify.annotations.NullMarked;
