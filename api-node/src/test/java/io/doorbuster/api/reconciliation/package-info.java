@NullMarked
package io.doorbuster.api.reconciliation;

import org.jspecify.annotations.NullMarked;
