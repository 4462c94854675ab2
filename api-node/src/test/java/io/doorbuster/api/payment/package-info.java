@NullMarked
package io.doorbuster.api.payment;

import org.jspecify.annotations.NullMarked;
