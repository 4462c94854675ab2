/** Payment providers, and the bulkhead in front of them. */
@NullMarked
package io.doorbuster.api.payment;

import org.jspecify.annotations.NullMarked;
