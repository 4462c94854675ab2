/** What the API asks of Postgres, off the request threads. */
@NullMarked
package io.doorbuster.api.ledger;

import org.jspecify.annotations.NullMarked;
