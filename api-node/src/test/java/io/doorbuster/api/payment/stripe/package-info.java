@NullMarked
package io.doorbuster.api.payment.stripe;

import org.jspecify.annotations.NullMarked;
