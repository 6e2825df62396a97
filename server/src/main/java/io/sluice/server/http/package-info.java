/// Pages, health, metrics and the headers and redirects around every answer.
@NullMarked
package io.sluice.server.http;

import org.jspecify.annotations.NullMarked;
