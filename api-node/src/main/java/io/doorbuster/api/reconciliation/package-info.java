/** Grid, ledger and payments side by side. */
@NullMarked
package io.doorbuster.api.reconciliation;

import org.jspecify.annotations.NullMarked;
