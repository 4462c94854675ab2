/**
 * The demo's crowd, its live display and its proof. Written against the HTTP contract and plain SQL only: nothing here
 * imports the engine, so that a mistake there cannot hide itself here.
 */
@NullMarked
package io.doorbuster.embedded.demo;

import org.jspecify.annotations.NullMarked;
