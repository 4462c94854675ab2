@NullMarked
package io.doorbuster.ledger;

import org.jspecify.annotations.NullMarked;
