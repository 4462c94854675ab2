/** The whole stack in one JVM, for a demonstration, for development and for the tests of other people's code. */
@NullMarked
package io.doorbuster.embedded;

import org.jspecify.annotations.NullMarked;
