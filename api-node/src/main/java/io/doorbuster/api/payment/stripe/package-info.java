/** Payments through Stripe: the gateway, and the webhook by which Stripe reports. */
@NullMarked
package io.doorbuster.api.payment.stripe;

import org.jspecify.annotations.NullMarked;
