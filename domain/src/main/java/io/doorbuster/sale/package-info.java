/** What a merchant defines and a buyer may know: the sale, its price, its rule, its phase. Plain values, no I/O. */
@NullMarked
package io.doorbuster.sale;

import org.jspecify.annotations.NullMarked;
