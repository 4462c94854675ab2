/** Orders, for their owner and for the merchant; refunds. */
@NullMarked
package io.doorbuster.api.order;

import org.jspecify.annotations.NullMarked;
