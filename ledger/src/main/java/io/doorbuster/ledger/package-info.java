/**
 * Postgres: the schema, the one place where rows are mapped, the writer that the ledger pipeline calls, and the readers
 * for merchants, recovery and reconciliation. Everything blocks: call it from threads that may wait.
 */
@NullMarked
package io.doorbuster.ledger;

import org.jspecify.annotations.NullMarked;
